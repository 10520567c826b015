"""The map of the encrypted drive: who looks after what is in it, who asks for access, what is to be renewed."""
