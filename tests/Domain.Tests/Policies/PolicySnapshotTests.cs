using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Mappings;
using Prov.Domain.Policies;
using Prov.Domain.Policies.Compilation;
using Prov.Domain.Reconciliation;

namespace Prov.Domain.Tests.Policies;

public class PolicySnapshotTests
{
    private static readonly ConfigurationSet _good = Setup.Configuration;

    [Fact]
    public void Compile_Good_HasNoFaults() => Assert.Empty(Faults(_good));

    [Fact]
    public void Empty_GivesNothing() => Assert.Empty(PolicySnapshot.Empty.Grants);

    [Fact]
    public void Compile_ManyFaults_AllAreReported()
    {
        var faults = Faults(_good with
        {
            Schema = new([.. _good.Schema.Attributes, new("id", AttributeType.String), new("Bad Name", AttributeType.String), new("mail", AttributeType.String)]),
            Sources =
            [
                Setup.Hr with
                {
                    StartAttribute = "last", EndAttribute = "nowhere", CorrelateBy = ["mail"], Guard = new() { MaxLeaveShare = double.NaN },
                    Mappings = [.. Setup.Hr.Mappings, new("surname", "record.last"), new("unknown", "record.last"), new("mail", "record.nowhere")],
                },
            ],
            Targets = [Setup.Directory with { OwnershipAttribute = "nowhere", AccountName = new("identity.pay") { MaxLength = 0 } }],
            Policies = [new() { Name = "p", When = "identity.department", Gives = new(["norole"], ["notarget"], [new("notarget2", "x"), new("directory", "")]) }],
        });

        Assert.Equal(
            [
                ("IdentitySchema/default", "spec.attributes[7].name", FaultReasons.NameReserved),
                ("IdentitySchema/default", "spec.attributes[8].name", FaultReasons.NameInvalid),
                ("IdentitySchema/default", "spec.attributes[9].name", FaultReasons.NameDuplicate),
                ("AuthoritativeSource/hr", "spec.startAttribute", FaultReasons.TypeMismatch),
                ("AuthoritativeSource/hr", "spec.endAttribute", FaultReasons.ReferenceUnknown),
                ("AuthoritativeSource/hr", "spec.guard", FaultReasons.ValueOutOfRange),
                ("AuthoritativeSource/hr", "spec.mappings[7].attribute", FaultReasons.ReferenceUnknown),
                ("AuthoritativeSource/hr", "spec.mappings[8].expression", ExpressionReasons.UnknownAttribute),
                ("AuthoritativeSource/hr", "spec.mappings[6].attribute", FaultReasons.MappingDuplicate),
                ("BirthrightPolicy/p", "spec.gives.roles[0]", FaultReasons.ReferenceUnknown),
                ("BirthrightPolicy/p", "spec.gives.accounts[0]", FaultReasons.ReferenceUnknown),
                ("BirthrightPolicy/p", "spec.gives.entitlements[0].target", FaultReasons.ReferenceUnknown),
                ("BirthrightPolicy/p", "spec.gives.entitlements[1].entitlement", FaultReasons.NameInvalid),
                ("BirthrightPolicy/p", "spec.when", ExpressionReasons.TypeMismatch),
                ("TargetSystem/directory", "spec.accountName.maxLength", FaultReasons.ValueOutOfRange),
                ("TargetSystem/directory", "spec.ownershipAttribute", FaultReasons.ReferenceUnknown),
                ("TargetSystem/directory", "spec.accountName.expression", ExpressionReasons.TypeMismatch),
            ],
            faults.Select(f => (f.Document, f.Path, f.Reason)));
    }

    [Fact]
    public void Compile_TargetOfWhichEverythingIsWrong_IsToldWhole()
    {
        var target = Setup.Directory with
        {
            AccountName = new("identity.none") { Iteration = new() { Suffix = "1" } },
            Scope = "2",
            Placement = "identity.nowhere",
            Protected = new() { When = "3" },
            Reconciliation = new() { Actions = new ReconciliationRule().Actions.Add(Situation.Confirmed, ReconciliationAction.Delete) },
            Mappings = [.. Setup.Directory.Mappings, new("more", "identity.neither") { When = "4", ValidFrom = "5", ValidUntil = "6", Range = "7" }],
        };
        var last = $"spec.mappings[{target.Mappings.Length - 1}]";

        Assert.Equal(
            new[]
            {
                "spec.accountName.expression", "spec.accountName.iteration.suffix", "spec.placement", "spec.protected.when", "spec.reconciliation.actions", "spec.scope",
                last + ".expression", last + ".otherValues", last + ".validFrom", last + ".validUntil", last + ".when",
            }.Order(StringComparer.Ordinal),
            Faults(_good with { Targets = [target] }).Where(f => f.Document == $"TargetSystem/{target.Name}").Select(f => f.Path).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Compile_ExpressionFault_HasItsPosition()
    {
        var fault = Assert.Single(Faults(WithMapping(new("surname", "record.last +\n  1"))));

        Assert.Equal(ExpressionReasons.TypeMismatch, fault.Reason);
        Assert.Matches(@"^Line \d+, column \d+: ", fault.Message);
    }

    [Fact]
    public void Compile_CycleOfRoles_ShowsTheWay()
    {
        var faults = Faults(_good with { Roles = [Role("a", "b"), Role("b", "c"), Role("c", "a"), .. _good.Roles] });

        var fault = Assert.Single(faults);
        Assert.Equal((FaultReasons.RoleCycle, "BusinessRole/a"), (fault.Reason, fault.Document));
        Assert.Contains("a > b > c > a", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pay", "record.salary")]
    [InlineData("phones", "['x', record.last]")]
    [InlineData("surname", "null")]
    [InlineData("surname", "dyn(1)")]
    public void Compile_ResultThatFits_IsTaken(string attribute, string expression) => Assert.Empty(Faults(WithMapping(new(attribute, expression))));

    [Theory]
    [InlineData("surname", "record.salary")]
    [InlineData("surname", "record.phones")]
    [InlineData("phones", "record.last")]
    [InlineData("phones", "[1]")]
    [InlineData("pay", "record.last")]
    public void Compile_ResultThatDoesNotFit_IsAFault(string attribute, string expression) =>
        Assert.Equal(FaultReasons.TypeMismatch, Assert.Single(Faults(WithMapping(new(attribute, expression)))).Reason);

    [Fact]
    public void Compile_CorrelationBySecret_IsAFault() => Assert.Equal(
        FaultReasons.SecretExposed, Assert.Single(Faults(_good with { Sources = [Setup.Hr with { CorrelateBy = ["pay"] }] })).Reason);

    [Fact]
    public void Compile_TwoDocumentsOfOneName_IsAFault() => Assert.Equal(
        FaultReasons.NameDuplicate, Assert.Single(Faults(_good with { Roles = _good.Roles.Add(Role("CRM")) })).Reason);

    [Fact]
    public void Compile_TooManyMappings_IsAFault()
    {
        var many = Enumerable.Range(0, Limits.MappingsPerDocumentCount + 1).Select(i => new AttributeMapping($"a{i}", "'x'"));

        var faults = Faults(_good with { Targets = [Setup.Directory with { OwnershipAttribute = null, Mappings = [.. many] }] });

        Assert.Equal(FaultReasons.TooMany, Assert.Single(faults).Reason);
    }

    [Fact]
    public void Compile_TooLongExpression_IsAFault() => Assert.Equal(
        ExpressionReasons.ExpressionTooLarge,
        Assert.Single(Faults(WithMapping(new("surname", $"'{new string('x', Limits.ExpressionLengthCharacters)}'")))).Reason);

    [Fact]
    public void Compile_RolesThatMultiplyPaths_AreBounded()
    {
        // Twenty layers of two roles each: a million ways from top to bottom.
        var layers = Enumerable.Range(0, 20).SelectMany(i => new[] { Role($"l{i}", $"l{i + 1}", $"r{i + 1}"), Role($"r{i}", $"l{i + 1}", $"r{i + 1}") });
        ImmutableArray<Role> roles = [.. layers, Role("l20"), Role("r20"), .. _good.Roles];

        var faults = Faults(_good with { Roles = roles, Policies = [new() { Name = "p", When = "true", Gives = new(["l0"], [], []) }] });

        Assert.Equal(FaultReasons.TooMany, Assert.Single(faults).Reason);
    }

    [Fact]
    public void Compile_ConditionalRole_CountsOnlyWhereItHolds()
    {
        var snapshot = Setup.Snapshot.With(c => c with { Roles = c.Roles.SetItem(1, c.Roles[1] with { When = "identity.surname == 'Jones'" }) });

        var decision = new Career(snapshot).Submit(Setup.Join());

        Assert.Equal(["seller"], decision.Next.Grants.Where(g => g.Kind == GrantKind.Role).Select(g => g.Name));
        Assert.DoesNotContain(decision.Next.Grants, g => g.Name == "cn=crm");
    }

    private static ConfigurationSet WithMapping(AttributeMapping mapping) => _good with
    {
        Sources = [Setup.Hr with { Mappings = Setup.Hr.Mappings.RemoveAll(m => m.Attribute == mapping.Attribute).Add(mapping) }, Setup.Contractors],
    };

    private static Role Role(string name, params ImmutableArray<string> roles) => new() { Name = name, Gives = new(roles, [], []) };

    private static ImmutableArray<ConfigurationFault> Faults(ConfigurationSet configuration) => PolicySnapshot.Compile(configuration, 1).Faults;
}
