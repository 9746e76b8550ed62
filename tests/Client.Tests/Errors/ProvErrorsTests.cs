using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Prov.Client.Errors;
using Status = Google.Rpc.Status;

namespace Prov.Client.Tests.Errors;

public sealed class ProvErrorsTests
{
    [Fact]
    public void From_RichError_TakesReasonMessageAndEveryViolation()
    {
        var status = new Status
        {
            Code = (int)Code.InvalidArgument,
            Message = "The event was refused.",
            Details =
            {
                Any.Pack(new ErrorInfo { Reason = "EVENT_REFUSED", Domain = "prov" }),
                Any.Pack(new BadRequest
                {
                    FieldViolations =
                    {
                        new BadRequest.Types.FieldViolation { Field = "attributes.a", Description = "Unknown.", Reason = "ATTRIBUTE_UNKNOWN" },
                        new BadRequest.Types.FieldViolation { Field = "sequence", Description = "Negative.", Reason = "SEQUENCE_INVALID" },
                    },
                }),
            },
        };

        var error = ProvErrors.From(status.ToRpcException());

        Assert.Equal(("EVENT_REFUSED", "The event was refused.", ExitCode.Refused), (error.Reason, error.Message, error.ExitCode));
        Assert.Equal(["ATTRIBUTE_UNKNOWN", "SEQUENCE_INVALID"], error.Details.Select(d => d.Reason));
    }

    [Fact]
    public void From_RetryInfo_SaysWhenToTryAgain()
    {
        var status = new Status { Code = (int)Code.ResourceExhausted, Message = "Busy.", Details = { Any.Pack(new RetryInfo { RetryDelay = new Duration { Seconds = 2 } }) } };

        Assert.Equal("Try again in 2 s.", ProvErrors.From(status.ToRpcException()).Advice);
    }

    [Theory]
    [InlineData(StatusCode.Unavailable, ExitCode.NotReachable, "UNAVAILABLE")]
    [InlineData(StatusCode.DeadlineExceeded, ExitCode.NotReachable, "DEADLINE_EXCEEDED")]
    [InlineData(StatusCode.Unauthenticated, ExitCode.NotPermitted, "UNAUTHENTICATED")]
    [InlineData(StatusCode.PermissionDenied, ExitCode.NotPermitted, "PERMISSION_DENIED")]
    [InlineData(StatusCode.NotFound, ExitCode.Refused, "NOT_FOUND")]
    [InlineData(StatusCode.Aborted, ExitCode.Refused, "ABORTED")]
    public void From_PlainError_GivesItsExitCode(StatusCode code, int exitCode, string reason)
    {
        var error = ProvErrors.From(new RpcException(new Grpc.Core.Status(code, "detail")));

        Assert.Equal((exitCode, reason), (error.ExitCode, error.Reason));
    }

    [Fact]
    public void From_TransportError_HidesSockets()
    {
        var error = ProvErrors.From(new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "Error connecting to subchannel. SocketException: refused")));

        Assert.DoesNotContain("Socket", error.Message, StringComparison.Ordinal);
    }
}
