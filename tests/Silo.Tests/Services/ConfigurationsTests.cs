using Google.Rpc;
using Grpc.Core;
using Prov.Silo.Tests.Fixture;
using Prov.V1;

namespace Prov.Silo.Tests.Services;

[Collection(SiloCollection.Name)]
public sealed class ConfigurationsTests(RunningSilo silo)
{
    private readonly ConfigurationService.ConfigurationServiceClient _configurations = new(silo.Calls);

    [Fact]
    public async Task ApplyConfiguration_WhatWasExported_ChangesNothing()
    {
        var exported = await _configurations.GetConfigurationAsync(new());
        var applied = await silo.ApplyAsync(exported.Documents);

        Assert.Equal(exported.Version, applied.Version);
        Assert.All(applied.Changes, c => Assert.Equal(DocumentChange.Types.Kind.Unchanged, c.Kind));
        Assert.Equal(["AuthoritativeSource/hr", "BirthrightPolicy/everyone", "IdentitySchema/default", "TargetSystem/directory"], applied.Changes.Select(c => c.Document));
    }

    [Fact]
    public async Task ApplyConfiguration_ValidateOnly_ShowsTheDifferenceAndKeepsTheVersion()
    {
        var before = await _configurations.GetConfigurationAsync(new());
        var role = new ConfigurationDocument { Name = "clerk", BusinessRole = new() { Gives = new() { Accounts = { Documents.Target } } } };
        var answer = await _configurations.ApplyConfigurationAsync(
            new() { ValidateOnly = true, Documents = { Documents.Schema(), Documents.Hr(), Documents.Directory(), role } });

        Assert.Equal(before.Version, answer.Version);
        Assert.Equal(
            [DocumentChange.Types.Kind.Unchanged, DocumentChange.Types.Kind.Removed, DocumentChange.Types.Kind.Added],
            answer.Changes.Take(3).Select(c => c.Kind));
        Assert.Equal(before.Version, (await _configurations.GetConfigurationAsync(new())).Version);
    }

    [Fact]
    public async Task ApplyConfiguration_NewVersion_IsDecidedWithAndAudited()
    {
        var before = (await _configurations.GetConfigurationAsync(new())).Version;
        var changed = new[] { Documents.Schema(), Documents.Hr(), Documents.Directory(), Documents.Everyone("identity.department != \"Nobody\"") };
        try
        {
            Assert.Equal(before + 1, (await silo.ApplyAsync(changed)).Version);
            var receipt = (await new LifecycleEventService.LifecycleEventServiceClient(silo.Calls).SubmitEventAsync(
                new() { Event = Events.Join(Events.NewKey(), "Nobody") })).Receipt;
            var identity = (await new IdentityService.IdentityServiceClient(silo.Calls).GetIdentityAsync(new() { IdentityId = receipt.IdentityId })).Identity;
            Assert.Empty(identity.Grants);
            var entries = (await new AuditService.AuditServiceClient(silo.Calls).ListAuditEntriesAsync(
                new() { Action = "CONFIGURATION_APPLIED", Descending = true, PageSize = 1 })).Entries;
            Assert.Equal(("administrator", "BirthrightPolicy/everyone"), (entries.Single().Actor, entries.Single().Details["changed"]));
        }
        finally
        {
            await silo.ApplyAsync(Documents.All());
        }
    }

    [Fact]
    public async Task ApplyConfiguration_ManyFaultsOfMeaning_TellsAllAtOnce()
    {
        var target = Documents.Directory();
        target.TargetSystem.Settings["colour"] = "red";
        target.TargetSystem.Mappings[0].Expression = "identity.depratment";
        var role = new ConfigurationDocument { Name = "loop", BusinessRole = new() { Gives = new() { Roles = { "loop", "ghost" } } } };

        var faults = await FaultsOfAsync(Documents.Schema(), Documents.Hr(), target, role, Documents.Everyone("identity.level"));

        Assert.Contains(("TargetSystem/directory spec.settings.colour", "SETTING_UNKNOWN"), faults);
        Assert.Contains(("TargetSystem/directory spec.mappings[0].expression", "UNKNOWN_ATTRIBUTE"), faults);
        Assert.Contains(("BirthrightPolicy/everyone spec.when", "TYPE_MISMATCH"), faults);
        Assert.Contains(faults, f => f.Reason == "REFERENCE_UNKNOWN" && f.Field.StartsWith("BusinessRole/loop", StringComparison.Ordinal));
        Assert.Contains(faults, f => f.Reason == "ROLE_CYCLE");
    }

    [Fact]
    public async Task ApplyConfiguration_RulesThatTheConnectorCannotKeep_AreRefused()
    {
        var target = Documents.Directory();
        target.TargetSystem.Placement = "identity.department";
        target.TargetSystem.InitialSecret = new() { Length = 16, Characters = { InitialSecret.Types.Characters.Lower } };

        var faults = await FaultsOfAsync(Documents.Schema(), Documents.Hr(), target, Documents.Everyone());

        Assert.Equivalent(
            new[] { ("TargetSystem/directory spec.placement", "NOT_SUPPORTED"), ("TargetSystem/directory spec.initialSecret", "NOT_SUPPORTED") },
            faults,
            strict: true);
    }

    [Fact]
    public async Task ApplyConfiguration_EveryRuleOfATarget_IsReadAndChecked()
    {
        var target = Documents.Directory();
        var spec = target.TargetSystem;
        (spec.NameForm, spec.IgnoresInnerBlanks, spec.Scope) = (TargetSystem.Types.NameForm.Compatible, true, "identity.depratment == 'x'");
        spec.Protected = new() { Names = { "root" }, When = "account.colour" };
        spec.AccountName.Iteration = new() { Start = -1, Suffix = "'x'" };
        spec.DependsOn.Add("nowhere");
        spec.InitialSecret = new() { Characters = { InitialSecret.Types.Characters.Unspecified } };
        spec.Mappings[0].When = "1";
        spec.Mappings[0].ValidFrom = "'x'";
        spec.Mappings[0].OtherValues = AttributeMapping.Types.OtherValues.Remove;
        var form = await FaultsOfAsync(Documents.Schema(), Documents.Hr(), target, Documents.Everyone());
        spec.InitialSecret = null;

        var meaning = await FaultsOfAsync(Documents.Schema(), Documents.Hr(), target, Documents.Everyone());

        Assert.Contains(("TargetSystem/directory spec.initialSecret.characters[0]", "VALUE_MISSING"), form);
        Assert.Equivalent(
            new[]
            {
                "spec.dependsOn[0]", "spec.accountName.iteration", "spec.accountName.iteration.suffix", "spec.scope", "spec.protected.when",
                "spec.mappings[0].when", "spec.mappings[0].validFrom", "spec.mappings[0]",
            }.Select(p => "TargetSystem/directory " + p),
            meaning.Select(f => f.Field),
            strict: true);
    }

    [Fact]
    public async Task ApplyConfiguration_ManyFaultsOfForm_TellsAllAtOnce()
    {
        var source = Documents.Hr();
        source.AuthoritativeSource.Name = "other";
        source.AuthoritativeSource.Attributes[0].Type = AttributeType.Unspecified;
        source.AuthoritativeSource.Feed.Delimiter = "::";
        source.AuthoritativeSource.MaxFuture = new() { Seconds = long.MaxValue };
        var target = new ConfigurationDocument { Name = "empty", TargetSystem = new() };
        var policy = new ConfigurationDocument { Name = "empty", BirthrightPolicy = new() };

        var faults = await FaultsOfAsync(Documents.Schema(), Documents.Schema(), source, target, policy, new ConfigurationDocument { Name = "bare" });

        Assert.Equivalent(
            new[]
            {
                ("IdentitySchema/default", "NAME_DUPLICATE"),
                ("AuthoritativeSource/hr spec.name", "NAME_INVALID"), ("AuthoritativeSource/hr spec.attributes[0].type", "VALUE_MISSING"),
                ("AuthoritativeSource/hr spec.feed.delimiter", "VALUE_OUT_OF_RANGE"), ("AuthoritativeSource/hr spec.maxFuture", "VALUE_OUT_OF_RANGE"),
                ("TargetSystem/empty spec.connector", "VALUE_MISSING"), ("TargetSystem/empty spec.accountName", "VALUE_MISSING"),
                ("BirthrightPolicy/empty spec.when", "VALUE_MISSING"), ("BirthrightPolicy/empty spec.gives", "VALUE_MISSING"),
                ("/bare", "KIND_UNKNOWN"),
            },
            faults,
            strict: true);
    }

    [Fact]
    public async Task ApplyConfiguration_AnotherVersionExpected_IsRefused()
    {
        var version = (await _configurations.GetConfigurationAsync(new())).Version;
        var error = await Fail.WithAsync(StatusCode.Aborted, "CONFIGURATION_VERSION_MISMATCH", async () =>
            await _configurations.ApplyConfigurationAsync(new() { Documents = { Documents.All() }, ExpectedVersion = version + 1 }));
        Assert.Equal($"{version}", error.GetRpcStatus()!.GetDetail<ErrorInfo>().Metadata["version"]);
    }

    [Fact]
    public async Task ApplyConfiguration_ByReader_MayOnlyCompare()
    {
        var reader = new ConfigurationService.ConfigurationServiceClient(silo.As(RunningSilo.ReaderToken));
        await reader.ApplyConfigurationAsync(new() { Documents = { Documents.All() }, ValidateOnly = true });
        await Fail.WithAsync(StatusCode.PermissionDenied, "PERMISSION_DENIED", async () =>
            await reader.ApplyConfigurationAsync(new() { Documents = { Documents.All() } }));
    }

    [Fact]
    public async Task GetConfiguration_NoneApplied_IsMissing() => await Fail.WithAsync(
        StatusCode.NotFound,
        "CONFIGURATION_MISSING",
        async () => await new ConfigurationService.ConfigurationServiceClient(silo.As(RunningSilo.OtherTenantToken)).GetConfigurationAsync(new()));

    private async Task<IReadOnlyList<(string Field, string Reason)>> FaultsOfAsync(params ConfigurationDocument[] documents) => Fail.FaultsOf(
        await Fail.WithAsync(StatusCode.InvalidArgument, "CONFIGURATION_INVALID", async () =>
            await _configurations.ApplyConfigurationAsync(new() { Documents = { documents } })));
}
