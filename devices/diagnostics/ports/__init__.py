"""Where devices are: what is plugged in or announces itself, and the choice of one."""
