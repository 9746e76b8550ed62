namespace Prov.Silo.Hosting;

/// <summary>Ends the silo when its standard input closes, which it does however the parent dies.</summary>
internal sealed class StopWithInput(IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await using var input = Console.OpenStandardInput();
        var buffer = new byte[256];
        while (await input.ReadAsync(buffer, stoppingToken) > 0)
        {
        }

        lifetime.StopApplication();
    }
}
