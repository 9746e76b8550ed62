using Prov.Client.Commands;

return await CommandLine.RunAsync(args);
