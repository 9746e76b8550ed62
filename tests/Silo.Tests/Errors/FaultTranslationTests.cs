using Google.Rpc;
using Grpc.Core;
using Npgsql;
using Orleans.Runtime;
using Prov.Silo.Errors;
using Prov.Storage;
using Prov.Storage.Commits;

namespace Prov.Silo.Tests.Errors;

public sealed class FaultTranslationTests
{
    public static TheoryData<Exception, string> Passing => new()
    {
        { new StoreBusyException(), "SERVER_BUSY" },
        { new StoreException(StoreReasons.Full, "secret path"), "STORE_UNAVAILABLE" },
        { new StoreException(StoreReasons.Unavailable, "secret path"), "STORE_UNAVAILABLE" },
        { new NpgsqlException("secret host"), "STORE_UNAVAILABLE" },
        { new TimeoutException("secret actor"), "OUTCOME_UNKNOWN" },
        { new SiloUnavailableException("secret silo"), "OUTCOME_UNKNOWN" },
    };

    [Theory]
    [MemberData(nameof(Passing))]
    public void Translate_WhatPasses_IsUnavailableWithAReasonAndNothingInside(Exception fault, string reason)
    {
        var error = FaultTranslation.Translate(fault)!;
        Assert.Equal((StatusCode.Unavailable, reason), (error.StatusCode, error.GetRpcStatus()!.GetDetail<ErrorInfo>().Reason));
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Translate_Busy_SaysWhenToTryAgain() =>
        Assert.True(FaultTranslation.Translate(new StoreBusyException())!.GetRpcStatus()!.GetDetail<RetryInfo>().RetryDelay.ToTimeSpan() > TimeSpan.Zero);

    [Fact]
    public void Translate_AFaultOfOurs_HasNoAnswerOfItsOwn()
    {
        Assert.Null(FaultTranslation.Translate(new InvalidOperationException("secret")));
        Assert.Null(FaultTranslation.Translate(new StoreException(StoreReasons.DataRefused, "secret")));
    }

    [Fact]
    public void Internal_AnyFault_GivesAReferenceOnly()
    {
        var information = FaultTranslation.Internal("r-1").GetRpcStatus()!.GetDetail<ErrorInfo>();
        Assert.Equal(("INTERNAL", "r-1"), (information.Reason, information.Metadata["reference"]));
    }
}
