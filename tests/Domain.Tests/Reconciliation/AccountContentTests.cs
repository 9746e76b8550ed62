using System.Buffers;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Reconciliation;

namespace Prov.Domain.Tests.Reconciliation;

/// <summary>States that targets hold alike are written alike; any others are not.</summary>
public sealed class AccountContentTests
{
    private static readonly ObservedAccount _account = new()
    {
        NativeId = "1", Name = "jane", Enabled = true, Entitlements = ["a", "b"],
        Attributes = Setup.Attributes(("mail", Value.From("j@x")), ("phones", Value.ListOf(["1", "2"]))),
    };

    [Fact]
    public void Write_AlikeAtATarget_IsTheSame()
    {
        Assert.Equal(Written(_account), Written(_account with { NativeId = "2", Entitlements = ["b", "a"] }));
        Assert.Equal(Written(_account), Written(With(("phones", Value.ListOf(["2", "1"])), ("blank", Value.From("")))));
        Assert.Equal(Written(With(("n", Value.From(7)))), Written(With(("n", Value.From("7")))));
        Assert.Equal(Written(With(("n", Value.ListOf(["7"])))), Written(With(("n", Value.From("7")))));
    }

    [Fact]
    public void Write_AnythingDiffers_IsNotTheSame()
    {
        ObservedAccount[] others =
        [
            _account with { Name = "Jane" }, _account with { Enabled = false }, _account with { Entitlements = ["a"] },
            _account with { Entitlements = ["a", "b", "mail"] }, _account with { Placement = Value.ListOf(["x"]) },
            With(("mail", Value.From("j@y"))), With(("mail", Value.Null)), With(("other", Value.From("j@x"))), With(("phones", Value.ListOf(["1", "2", "3"]))),
            With(("phones", Value.From("12"))),
        ];

        Assert.Equal(others.Length + 1, others.Append(_account).Select(Written).Distinct().Count());
    }

    private static ObservedAccount With(params (string Name, Value Value)[] attributes) =>
        _account with { Attributes = _account.Attributes.SetItems(attributes.Select(a => KeyValuePair.Create(a.Name, a.Value))) };

    private static string Written(ObservedAccount account)
    {
        var buffer = new ArrayBufferWriter<byte>();
        AccountContent.Write(account, buffer);
        return Convert.ToHexString(buffer.WrittenSpan);
    }
}
