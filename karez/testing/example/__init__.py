"""A room to copy: 务工发放, wages that people earned on a project. Installed in tests only; docs/adding/room.md walks through it."""
