using System.Collections.Concurrent;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Connectors.Conformance;

/// <summary>What a connector with <see cref="IAccountChangeReader"/> keeps. A change may be told twice, so only the last word on each account is looked at.</summary>
public abstract class AccountChangeReaderConformance : ConnectorConformance
{
    private const int Writers = 8;
    private const int MaxNoise = 50;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CurrentToken_EmptyTarget_ShortAndNothingAfterIt()
    {
        var reader = Reader();

        var token = await TokenAsync(reader);

        Assert.InRange(token.Text.Length, 1, 4096);
        Assert.Empty((await ReadAsync(reader, token)).Changes);
    }

    [Theory]
    [MemberData(nameof(AwkwardTexts))]
    public async Task ReadChanges_CreatedAndUpdated_EachAsItIsNow(string text)
    {
        var connector = Target.Make();
        var writer = Capability<IAccountWriter>(connector);
        var before = await CreateAsync(writer, Target.Account("before"));
        var token = await TokenAsync(Reader());
        await CreateAsync(writer, Target.Account(text) with { Entitlements = Target.Entitlements });
        var change = new AccountChange { Set = AttributeSet.Empty.Add(Target.TextAttribute, Value.From(text)) };
        AssertDone(await writer.UpdateAsync(ById(before), change, Cancelled));

        var changes = (await ReadAsync(Reader(), token)).Changes;

        await AssertLastWordAsync(connector, changes, text);
        await AssertLastWordAsync(connector, changes, "before");
        Assert.All(changes, c => Assert.Contains(c.Account?.Name, new[] { text, "before" }));
    }

    [Fact]
    public async Task ReadChanges_Disabled_Told()
    {
        Assert.SkipUnless(Target.CanDisable, "The target cannot disable.");
        var connector = Target.Make();
        var writer = Capability<IAccountWriter>(connector);
        var account = await CreateAsync(writer, Target.Account("jsmith"));
        var token = await TokenAsync(Reader());
        AssertDone(await writer.UpdateAsync(ById(account), new() { Enabled = false }, Cancelled));

        var changes = (await ReadAsync(Reader(), token)).Changes;

        Assert.False(LastWord(changes, account).Account!.Enabled);
    }

    [Fact]
    public async Task ReadChanges_Renamed_SameIdWithTheNewName()
    {
        var writer = Capability<IAccountWriter>(Target.Make());
        var account = await CreateAsync(writer, Target.Account("jsmith"));
        Assert.SkipWhen(account.NativeId == account.Name, "The target has no id of its own beside the name.");
        var token = await TokenAsync(Reader());
        AssertDone(await writer.UpdateAsync(ById(account), new() { Name = "jdoe" }, Cancelled));

        var changes = (await ReadAsync(Reader(), token)).Changes;

        Assert.Equal("jdoe", LastWord(changes, account).Account!.Name);
    }

    [Fact]
    public async Task ReadChanges_Deleted_ToldWithoutAccount()
    {
        var writer = Capability<IAccountWriter>(Target.Make());
        var account = await CreateAsync(writer, Target.Account("jsmith"));
        var bystander = await CreateAsync(writer, Target.Account("bystander"));
        var reader = Reader();
        var token = await TokenAsync(reader);
        Assert.SkipUnless(reader.TellsDeletions, "The target's history does not tell deletions.");
        AssertDone(await writer.DeleteAsync(ById(account), Cancelled));

        var changes = (await ReadAsync(Reader(), token)).Changes;

        Assert.Null(LastWord(changes, account).Account);
        Assert.All(changes.Where(c => c.Locator.NativeId == bystander.NativeId), c => Assert.NotNull(c.Account));
    }

    [Fact]
    public async Task ReadChanges_EntitlementsGivenAndTaken_ToldWithTheAccount()
    {
        Assert.SkipWhen(Target.Entitlements.IsEmpty, "The target has no entitlements.");
        Assert.SkipUnless(Target.ShowsMembershipsAsChanges, "Rights are no part of the target's history of accounts.");
        var writer = Capability<IAccountWriter>(Target.Make());
        var account = await CreateAsync(writer, Target.Account("jsmith") with { Entitlements = [Target.Entitlements[0]] });
        var token = await TokenAsync(Reader());
        var change = new AccountChange { Add = [Target.Entitlements[1]], Remove = [Target.Entitlements[0]] };
        AssertDone(await writer.UpdateAsync(ById(account), change, Cancelled));

        var changes = (await ReadAsync(Reader(), token)).Changes;

        Assert.Equal([Target.Entitlements[1]], LastWord(changes, account).Account!.Entitlements);
    }

    [Fact]
    public async Task ReadChanges_ManyAndStoppedAfterEachPage_AllTold()
    {
        var writer = Capability<IAccountWriter>(Target.Make());
        var token = await TokenAsync(Reader());
        var names = Enumerable.Range(0, Target.Many).Select(i => $"user{i}").ToList();
        await Parallel.ForEachAsync(names, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (name, _) =>
            await CreateAsync(writer, Target.Account(name)));

        // A new connector for each page, as after a restart.
        var told = new HashSet<string>();
        for (var page = await FirstPageAsync(Reader(), token); page is { Changes.IsEmpty: false } && told.Count < Target.Many; page = await FirstPageAsync(Reader(), page.Next))
        {
            told.UnionWith(page.Changes.Select(c => c.Account!.Name));
        }

        Assert.Equal(names.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ReadChanges_SameTokenAgain_SameAccounts()
    {
        var writer = Capability<IAccountWriter>(Target.Make());
        var token = await TokenAsync(Reader());
        await CreateAsync(writer, Target.Account("first"));
        var first = (await ReadAsync(Reader(), token)).Changes;
        await CreateAsync(writer, Target.Account("second"));

        var again = (await ReadAsync(Reader(), token)).Changes;

        Assert.Equal(["first"], first.Select(c => c.Account!.Name).Distinct());
        Assert.Equal(["first", "second"], again.Select(c => c.Account!.Name).Distinct().Order(StringComparer.Ordinal));
    }

    // A number that is taken before a commit and seen after it, or a clock that is coarser than the writes, loses changes just here.
    [Fact]
    public async Task ReadChanges_WhileOthersWrite_NoneIsLeftOut()
    {
        var writer = Capability<IAccountWriter>(Target.Make());
        var reader = Reader();
        var token = await TokenAsync(reader);
        var names = new ConcurrentQueue<string>(Enumerable.Range(0, 400).Select(i => $"user{i}"));
        var expected = names.ToHashSet();
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            while (names.TryDequeue(out var name))
            {
                await CreateAsync(writer, Target.Account(name));
            }
        })));

        var told = new HashSet<string>();
        bool written;
        do
        {
            written = writing.IsCompleted;
            var read = await ReadAsync(reader, token);
            token = read.Next;
            told.UnionWith(read.Changes.Select(c => c.Account!.Name));
        }
        while (!written);

        await writing;
        Assert.Equal(expected.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task CurrentToken_WhileOthersWrite_WhatFollowsItIsTold()
    {
        var writer = Capability<IAccountWriter>(Target.Make());
        var reader = Reader();
        var stop = 0;
        var noise = Task.WhenAll(Enumerable.Range(0, Writers).Select(w => Task.Run(async () =>
        {
            // Bounded: a slow target would have more to tell at every look than it could before the next.
            for (var i = 0; i < MaxNoise && Volatile.Read(ref stop) == 0; i++)
            {
                await CreateAsync(writer, Target.Account($"noise{w}-{i}"));
            }
        })));

        var missed = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            var token = await TokenAsync(reader);
            await CreateAsync(writer, Target.Account($"after{i}"));
            var read = await ReadAsync(reader, token);
            missed.AddRange(read.Changes.Any(c => c.Account?.Name == $"after{i}") ? [] : [$"after{i}"]);
        }

        Volatile.Write(ref stop, 1);
        await noise;
        Assert.Empty(missed);
    }

    [Theory]
    [InlineData("-")]
    [InlineData("no such token: ☃")]
    [InlineData("99999999999999999999999999")]
    public async Task ReadChanges_TokenThatWasNeverGiven_LostAndNothingElse(string text)
    {
        await CreateAsync(Capability<IAccountWriter>(Target.Make()), Target.Account("jsmith"));

        var items = new List<ConnectorResult<ChangePage>>();
        await foreach (var item in Reader().ReadChangesAsync(new(text), Cancelled))
        {
            items.Add(item);
        }

        var only = Assert.Single(items);
        Assert.False(only.IsDone);
        Assert.Equal(ChangeToken.LostReason, only.Reason);
        Assert.NotEmpty(only.Message);
    }

    [Fact]
    public async Task ReadChanges_AlreadyCancelled_Throws()
    {
        var reader = Reader();
        var token = await TokenAsync(reader);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in reader.ReadChangesAsync(token, cancelled.Token))
            {
            }
        });
    }

    private IAccountChangeReader Reader() => Capability<IAccountChangeReader>(Target.Make());

    private static async Task<ChangeToken> TokenAsync(IAccountChangeReader reader)
    {
        var token = await reader.CurrentTokenAsync(Cancelled);
        AssertDone(token);
        return token.Value!;
    }

    private static async Task<(List<ObservedChange> Changes, ChangeToken Next)> ReadAsync(IAccountChangeReader reader, ChangeToken token)
    {
        var changes = new List<ObservedChange>();
        await foreach (var page in reader.ReadChangesAsync(token, Cancelled))
        {
            AssertDone(page);
            changes.AddRange(page.Value!.Changes);
            token = page.Value.Next;
        }

        return (changes, token);
    }

    private static async Task<ChangePage?> FirstPageAsync(IAccountChangeReader reader, ChangeToken token)
    {
        await foreach (var page in reader.ReadChangesAsync(token, Cancelled))
        {
            AssertDone(page);
            if (!page.Value!.Changes.IsEmpty)
            {
                return page.Value;
            }
        }

        return null;
    }

    private static ObservedChange LastWord(List<ObservedChange> changes, ObservedAccount account) =>
        Assert.IsType<ObservedChange>(changes.LastOrDefault(c => (c.Locator.NativeId ?? c.Locator.Name) == account.NativeId));

    private static async Task AssertLastWordAsync(IConnector connector, List<ObservedChange> changes, string name)
    {
        var now = await Capability<IAccountReader>(connector).ReadAsync(ByName(name), Cancelled);
        AssertDone(now);
        var told = LastWord(changes, now.Value!).Account;
        Assert.NotNull(told);
        Assert.Equal((now.Value!.NativeId, now.Value.Name, now.Value.Enabled), (told.NativeId, told.Name, told.Enabled));
        Assert.Equal(now.Value.Attributes, told.Attributes);
        Assert.Equal(now.Value.Entitlements, told.Entitlements);
    }
}
