"""Who can answer an open question: one file each, behind one port."""
