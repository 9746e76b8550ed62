using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Connectors.Conformance;

/// <summary>What a connector with <see cref="IAccountWriter"/> keeps.</summary>
public abstract class AccountWriterConformance : ConnectorConformance
{
    private IAccountWriter Writer => Capability<IAccountWriter>(Target.Make());

    [Fact]
    public async Task Create_EveryTypeOfAttribute_TargetHoldsThem()
    {
        var observed = await CreateAsync(Writer, Target.Account("jsmith"));

        Assert.Equal("jsmith", observed.Name);
        Assert.NotEmpty(observed.NativeId);
        Assert.True(observed.Enabled);
        Assert.Equal(Target.Attributes, observed.Attributes);
        var seen = await SeenAsync("jsmith");
        Assert.True(seen.Enabled);
        AssertAttributes(Target.Attributes, seen);
    }

    [Theory]
    [MemberData(nameof(AwkwardTexts))]
    public async Task Create_AwkwardNameAndValue_TargetHoldsThemAsTheyAre(string text)
    {
        var attributes = Target.Attributes.SetItem(Target.TextAttribute, Value.From(text));
        var observed = await CreateAsync(Writer, Target.Account(text) with { Attributes = attributes });

        Assert.Equal(text, observed.Name);
        AssertAttributes(attributes, await SeenAsync(text));
        Assert.Equal(1, await Target.CountAsync());
    }

    [Fact]
    public async Task Create_NameTaken_ConflictAndNothingChanges()
    {
        await CreateAsync(Writer, Target.Account("jsmith"));
        var other = Target.Account("jsmith") with { Attributes = Target.Attributes.SetItem(Target.TextAttribute, Value.From("another")) };

        var result = await Writer.CreateAsync(other, TestContext.Current.CancellationToken);

        AssertFailed(ConnectorStatus.Conflict, result);
        AssertAttributes(Target.Attributes, await SeenAsync("jsmith"));
        Assert.Equal(1, await Target.CountAsync());
    }

    [Fact]
    public async Task Create_ManyAtOnce_AllThere()
    {
        var writer = Writer;
        var names = Enumerable.Range(0, 100).Select(i => $"user{i}").ToList();

        await Task.WhenAll(names.Select(name => CreateAsync(writer, Target.Account(name))));

        Assert.Equal(names.Count, await Target.CountAsync());
        AssertAttributes(Target.Attributes, await SeenAsync("user57"));
    }

    [Fact]
    public async Task Create_Disabled_TargetShowsItDisabled()
    {
        Assert.SkipUnless(Target.CanDisable, "The target cannot disable.");

        var observed = await CreateAsync(Writer, Target.Account("jsmith") with { Enabled = false });

        Assert.False(observed.Enabled);
        Assert.False((await SeenAsync("jsmith")).Enabled);
    }

    [Theory]
    [MemberData(nameof(AwkwardTexts))]
    public async Task Update_OneAttribute_OnlyThatChangesAndTwiceIsTheSame(string text)
    {
        var writer = Writer;
        var account = await CreateAsync(writer, Target.Account(text));
        await CreateAsync(writer, Target.Account("bystander"));
        var change = new AccountChange { Set = AttributeSet.Empty.Add(Target.TextAttribute, Value.From(text)) };

        AssertDone(await writer.UpdateAsync(ById(account), change, TestContext.Current.CancellationToken));
        AssertDone(await writer.UpdateAsync(ByName(text), change, TestContext.Current.CancellationToken));

        AssertAttributes(Target.Attributes.SetItem(Target.TextAttribute, Value.From(text)), await SeenAsync(text));
        AssertAttributes(Target.Attributes, await SeenAsync("bystander"));
    }

    [Fact]
    public async Task Update_NullAndEmptyList_RemoveTheAttribute()
    {
        var writer = Writer;
        var account = await CreateAsync(writer, Target.Account("jsmith"));
        var change = new AccountChange { Set = AttributeSet.Empty.Add(Target.TextAttribute, Value.Null) };

        AssertDone(await writer.UpdateAsync(ById(account), change, TestContext.Current.CancellationToken));
        AssertDone(await writer.UpdateAsync(ById(account), change, TestContext.Current.CancellationToken));

        AssertAttributes(Target.Attributes.SetItem(Target.TextAttribute, Value.Null), await SeenAsync("jsmith"));
    }

    [Fact]
    public async Task Update_AbsentAccount_NotFoundAndNothingMade()
    {
        var change = new AccountChange { Set = AttributeSet.Empty.Add(Target.TextAttribute, Value.From("x")) };

        AssertFailed(ConnectorStatus.NotFound, await Writer.UpdateAsync(ByName("nobody"), change, TestContext.Current.CancellationToken));
        Assert.Equal(0, await Target.CountAsync());
    }

    [Fact]
    public async Task Update_DisableAndEnable_TargetShowsEach()
    {
        Assert.SkipUnless(Target.CanDisable, "The target cannot disable.");
        var writer = Writer;
        var account = await CreateAsync(writer, Target.Account("jsmith"));

        foreach (var enabled in new[] { false, false, true, true })
        {
            AssertDone(await writer.UpdateAsync(ById(account), new() { Enabled = enabled }, TestContext.Current.CancellationToken));
            Assert.Equal(enabled, (await SeenAsync("jsmith")).Enabled);
        }

        AssertAttributes(Target.Attributes, await SeenAsync("jsmith"));
    }

    [Fact]
    public async Task Update_NewName_AccountIsRenamedWithAllItHas()
    {
        var writer = Writer;
        var account = await CreateAsync(writer, Target.Account("jsmith") with { Entitlements = Target.Entitlements });

        AssertDone(await writer.UpdateAsync(ById(account), new() { Name = "o'neil, j" }, TestContext.Current.CancellationToken));

        Assert.Null(await Target.FindAsync("jsmith"));
        var seen = await SeenAsync("o'neil, j");
        AssertAttributes(Target.Attributes, seen);
        Assert.Equal(Target.Entitlements.Order(StringComparer.Ordinal), seen.Entitlements.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Update_NameOfAnother_ConflictAndNothingChanges()
    {
        var writer = Writer;
        var account = await CreateAsync(writer, Target.Account("jsmith"));
        await CreateAsync(writer, Target.Account("taken"));

        var result = await writer.UpdateAsync(ById(account), new() { Name = "taken" }, TestContext.Current.CancellationToken);

        AssertFailed(ConnectorStatus.Conflict, result);
        await SeenAsync("jsmith");
        Assert.Equal(2, await Target.CountAsync());
    }

    [Fact]
    public async Task Delete_Twice_DoneAndGone()
    {
        var writer = Writer;
        var account = await CreateAsync(writer, Target.Account("jsmith") with { Entitlements = Target.Entitlements });
        await CreateAsync(writer, Target.Account("bystander"));

        AssertDone(await writer.DeleteAsync(ById(account), TestContext.Current.CancellationToken));
        AssertDone(await writer.DeleteAsync(ById(account), TestContext.Current.CancellationToken));

        Assert.Null(await Target.FindAsync("jsmith"));
        Assert.Equal(1, await Target.CountAsync());
    }

    [Fact]
    public async Task Write_AlreadyCancelled_Throws()
    {
        var writer = Writer;
        await CreateAsync(writer, Target.Account("first"));
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writer.CreateAsync(Target.Account("jsmith"), cancelled.Token));
    }
}
