using Prov.Tests.Servers;

namespace Prov.Servers.Tests;

public sealed class FreePortsTests
{
    [Fact]
    public void Take_ManyAtOnce_NeverGivesTheSamePortTwice()
    {
        var ports = new int[200];

        Parallel.For(0, ports.Length, index => ports[index] = FreePorts.Take());

        Assert.Equal(ports.Length, ports.Distinct().Count());
    }
}
