"""Wheels: the skills about travelling."""

from pam_core.skills.kit import Kit
from pam_core.skills.skill import Skill
from pam_core.skills.wheels.camps import CampSkill
from pam_core.skills.wheels.checklists import ChecklistSkill
from pam_core.skills.wheels.fuel import FuelLogSkill
from pam_core.skills.wheels.fuel_asked import FuelEconomySkill, FuelLastSkill
from pam_core.skills.wheels.fuel_corrections import FuelCorrectionSkill
from pam_core.skills.wheels.maintenance import MaintenanceLogSkill
from pam_core.skills.wheels.maintenance_asked import MaintenanceDueSkill
from pam_core.skills.wheels.maintenance_past import MaintenancePastSkill
from pam_core.skills.wheels.maintenance_plans import MaintenancePlanSkill
from pam_core.skills.wheels.odometer import OdometerSkill
from pam_core.skills.wheels.places import PlaceSkill
from pam_core.skills.wheels.stops import StopSkill
from pam_core.skills.wheels.trips import TripCancelSkill, TripPlanSkill
from pam_core.skills.wheels.trips_asked import TripAskedSkill
from pam_core.skills.wheels.trips_cost import TripCostSkill
from pam_core.skills.wheels.vehicle import VehicleSkill
from pam_core.skills.wheels.weather import WeatherSkill
from pam_core.skills.wheels.whereabouts import WhereaboutsSkill


def wheels(kit: Kit) -> tuple[Skill, ...]:
    """The skills of this wing."""
    return (
        ChecklistSkill(kit),
        TripPlanSkill(kit),
        TripAskedSkill(kit),
        TripCostSkill(kit),
        StopSkill(kit),
        TripCancelSkill(kit),
        FuelLogSkill(kit),
        FuelEconomySkill(kit),
        FuelCorrectionSkill(kit),
        FuelLastSkill(kit),
        OdometerSkill(kit),
        VehicleSkill(kit),
        MaintenanceLogSkill(kit),
        MaintenancePlanSkill(kit),
        MaintenanceDueSkill(kit),
        MaintenancePastSkill(kit),
        PlaceSkill(kit),
        CampSkill(kit),
        WhereaboutsSkill(kit),
        WeatherSkill(kit),
    )
