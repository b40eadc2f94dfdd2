"""Days: the calendar, reminders and timers, lists and notes."""
