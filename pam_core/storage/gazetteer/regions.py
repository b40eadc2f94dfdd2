"""States and provinces of North America: their short names, and how GeoNames numbers them."""

from collections.abc import Mapping

NORTH_AMERICA = ("US", "CA", "MX")
"""Where people drive: towns down to 500 inhabitants are known here."""

_US = (
    "AL Alabama,AK Alaska,AZ Arizona,AR Arkansas,CA California,CO Colorado,CT Connecticut,"
    "DE Delaware,DC DC,FL Florida,GA Georgia,HI Hawaii,ID Idaho,IL Illinois,IN Indiana,IA Iowa,"
    "KS Kansas,KY Kentucky,LA Louisiana,ME Maine,MD Maryland,MA Massachusetts,MI Michigan,"
    "MN Minnesota,MS Mississippi,MO Missouri,MT Montana,NE Nebraska,NV Nevada,NH New Hampshire,"
    "NJ New Jersey,NM New Mexico,NY New York,NC North Carolina,ND North Dakota,OH Ohio,"
    "OK Oklahoma,OR Oregon,PA Pennsylvania,RI Rhode Island,SC South Carolina,SD South Dakota,"
    "TN Tennessee,TX Texas,UT Utah,VT Vermont,VA Virginia,WA Washington,WV West Virginia,"
    "WI Wisconsin,WY Wyoming,PR Puerto Rico,VI Virgin Islands,GU Guam,"
    "MP Northern Mariana Islands,AS American Samoa"
)
_CANADA = (
    "01 AB Alberta,02 BC British Columbia,03 MB Manitoba,04 NB New Brunswick,"
    "05 NL Newfoundland and Labrador,07 NS Nova Scotia,08 ON Ontario,09 PE Prince Edward Island,"
    "10 QC Quebec,11 SK Saskatchewan,12 YT Yukon,13 NT Northwest Territories,14 NU Nunavut"
)
# FIPS 10-4, which GeoNames still uses for Mexico.
_MEXICO = (
    "01 AGU Aguascalientes,02 BCN Baja California,03 BCS Baja California Sur,04 CAM Campeche,"
    "05 CHP Chiapas,06 CHH Chihuahua,07 COA Coahuila,08 COL Colima,09 CMX Mexico,10 DUR Durango,"
    "11 GUA Guanajuato,12 GRO Guerrero,13 HID Hidalgo,14 JAL Jalisco,15 MEX Mexico State,"
    "16 MIC Michoacan,17 MOR Morelos,18 NAY Nayarit,19 NLE Nuevo Leon,20 OAX Oaxaca,21 PUE Puebla,"
    "22 QUE Queretaro,23 ROO Quintana Roo,24 SLP San Luis Potosi,25 SIN Sinaloa,26 SON Sonora,"
    "27 TAB Tabasco,28 TAM Tamaulipas,29 TLA Tlaxcala,30 VER Veracruz,31 YUC Yucatan,"
    "32 ZAC Zacatecas"
)


def _numbered(listed: str) -> dict[str, tuple[str, str]]:
    rows = (entry.split(maxsplit=2) for entry in listed.split(","))
    return {number: (short, name) for number, short, name in rows}


def _named(listed: str) -> dict[str, tuple[str, str]]:
    rows = (entry.split(maxsplit=1) for entry in listed.split(","))
    return {short: (short, name) for short, name in rows}


REGIONS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "US": _named(_US),
    "CA": _numbered(_CANADA),
    "MX": _numbered(_MEXICO),
}
"""By country and GeoNames' code: the short name and the name as people say it."""
