"""Files that come in and go out: places, bank statements, calendars, and everything at once."""
