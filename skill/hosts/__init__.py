"""Where the skill meets the world: the web service, AWS Lambda and the command line. Here everything is joined."""
