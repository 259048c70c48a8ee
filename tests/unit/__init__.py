"""Rules and the door's parts, by behaviour: no database, no server, no clock."""
