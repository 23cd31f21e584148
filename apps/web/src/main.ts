process.stdout.write("web");
