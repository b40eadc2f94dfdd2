"""The page about days: the calendar, reminders, lists and checklists."""
