using Prov.Silo.Hosting;

return await SiloProgram.RunAsync(args);
