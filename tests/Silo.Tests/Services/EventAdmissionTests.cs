using Google.Rpc;
using Grpc.Core;
using Prov.Silo.Services;
using Prov.Silo.Tests.Fixture;

namespace Prov.Silo.Tests.Services;

public sealed class EventAdmissionTests
{
    [Fact]
    public async Task Enter_AllPlacesTaken_IsTurnedAwayWithADelay()
    {
        using var admission = new EventAdmission(new AdmissionOptions { EventsUnderWay = 2 });
        admission.Enter();
        await admission.EnterAsync(CancellationToken.None);

        var error = await Fail.WithAsync(StatusCode.ResourceExhausted, "SERVER_BUSY", () => Task.Run(admission.Enter));
        Assert.True(error.GetRpcStatus()!.GetDetail<RetryInfo>().RetryDelay.ToTimeSpan() > TimeSpan.Zero);

        admission.Leave();
        admission.Enter();
    }

    [Fact]
    public async Task EnterAsync_AllPlacesTaken_WaitsForOne()
    {
        using var admission = new EventAdmission(new AdmissionOptions { EventsUnderWay = 1 });
        admission.Enter();
        var waiting = admission.EnterAsync(CancellationToken.None);
        Assert.False(waiting.IsCompleted);
        admission.Leave();
        await waiting.WaitAsync(TimeSpan.FromSeconds(10));
    }
}
