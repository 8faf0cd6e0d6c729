"""What the tests stand on: a database of their own, a live site, a browser. Nothing outside tests imports it."""
