"""The conductor: joins ears, mind, mouth and memory in one task group."""
