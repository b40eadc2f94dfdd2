"""The mind on the server: jobs taken one by one, thought through, and committed whole."""
