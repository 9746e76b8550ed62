using Grpc.Core;
using Prov.Silo.Tests.Fixture;
using Prov.V1;

namespace Prov.Silo.Tests.Services;

[Collection(SiloCollection.Name)]
public sealed class ExpressionsTests(RunningSilo silo)
{
    private readonly ExpressionService.ExpressionServiceClient _expressions = new(silo.Calls);

    [Fact]
    public async Task CheckExpression_Good_TellsTypeAndInputs()
    {
        var checkedText = await _expressions.CheckExpressionAsync(new() { Expression = "identity.department + string(identity.level)" });
        Assert.Equal(("string", "identity.department identity.level"), (checkedText.ResultType, string.Join(' ', checkedText.Inputs)));
        Assert.Empty(checkedText.Faults);
    }

    [Fact]
    public async Task CheckExpression_Faulty_TellsEveryFaultWithItsPlace()
    {
        var checkedText = await _expressions.CheckExpressionAsync(new() { Expression = "identity.nobody == 1 &&\n  identity.level == 'a'" });
        Assert.Equal(["UNKNOWN_ATTRIBUTE 1:9", "TYPE_MISMATCH 2:18"], checkedText.Faults.Select(f => $"{f.Reason} {f.Line}:{f.Column}"));
        Assert.Empty(checkedText.ResultType);
    }

    [Fact]
    public async Task CheckExpression_OfASource_ReadsItsRecord()
    {
        var request = new CheckExpressionRequest { Expression = "record.family_name", Source = Documents.Source };
        Assert.Equal("string", (await _expressions.CheckExpressionAsync(request)).ResultType);
        request.Source = "nobody";
        await Fail.WithAsync(StatusCode.NotFound, "SOURCE_UNKNOWN", async () => await _expressions.CheckExpressionAsync(request));
    }

    [Fact]
    public async Task EvaluateExpression_OfAnIdentity_GivesTheResult()
    {
        var id = await JoinAsync("Design", "hidden-badge");
        var evaluated = await _expressions.EvaluateExpressionAsync(new() { Expression = "identity.department == 'Design' && identity.level >= 3", IdentityId = id });
        Assert.Equal(("true", "bool", ""), (evaluated.Result, evaluated.ResultType, evaluated.FailureReason));
    }

    [Theory]
    [InlineData("identity.badge")]
    [InlineData("string(identity.badge)")]
    [InlineData("identity")]
    [InlineData("'%s'.format([identity])")]
    [InlineData("dyn(identity).badge")]
    public async Task EvaluateExpression_OfASecret_ShowsNothing(string text)
    {
        var id = await JoinAsync("Design", "hidden-badge");
        var evaluated = await _expressions.EvaluateExpressionAsync(new() { Expression = text, IdentityId = id });
        Assert.DoesNotContain("hidden-badge", evaluated.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EvaluateExpression_OverGivenAttributes_FitsThem()
    {
        var request = new EvaluateExpressionRequest { Expression = "now < timestamp('2031-01-01T00:00:00Z') && identity.level == 4" };
        request.Attributes["level"] = new() { IntegerValue = 4 };
        request.Now = new() { Seconds = 1_800_000_000 };

        var evaluated = await _expressions.EvaluateExpressionAsync(request);

        Assert.Equal(("true", 1_924_992_000), (evaluated.Result, evaluated.ChangesAt.Seconds));
        request.Attributes["level"] = new() { StringValue = "four" };
        await Fail.WithAsync(StatusCode.InvalidArgument, "FIELD_INVALID", async () => await _expressions.EvaluateExpressionAsync(request));
    }

    [Fact]
    public async Task EvaluateExpression_ThatFails_TellsWhy()
    {
        var evaluated = await _expressions.EvaluateExpressionAsync(new() { Expression = "1 / 0 == 1" });
        Assert.Equal(("", "DIVIDE_BY_ZERO"), (evaluated.Result, evaluated.FailureReason));
        Assert.NotEmpty(evaluated.FailureMessage);
    }

    [Fact]
    public async Task EvaluateExpression_OfAnotherTenantOrNone_Fails()
    {
        var request = new EvaluateExpressionRequest { Expression = "identity.id", IdentityId = await JoinAsync("Design", "b") };
        var elsewhere = new ExpressionService.ExpressionServiceClient(silo.As(RunningSilo.OtherTenantToken));
        await Fail.WithAsync(StatusCode.NotFound, "IDENTITY_UNKNOWN", async () => await elsewhere.EvaluateExpressionAsync(request));
        await Fail.WithAsync(StatusCode.InvalidArgument, "FIELD_MISSING", async () => await _expressions.CheckExpressionAsync(new()));
    }

    private async Task<string> JoinAsync(string department, string badge) =>
        (await new LifecycleEventService.LifecycleEventServiceClient(silo.Calls).SubmitEventAsync(new() { Event = Events.Join(Events.NewKey(), department, badge) }))
            .Receipt.IdentityId;
}
