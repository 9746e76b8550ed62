using Prov.Client.Configuration;

namespace Prov.Client.Tests.Configuration;

/// <summary>Whatever is wrong with a configuration is said with its file, line and path, and everything at once.</summary>
public sealed class ConfigurationReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_Samples_BindsEveryDocument()
    {
        var files = ConfigurationReader.Read(Path.Combine(AppContext.BaseDirectory, "samples", "configuration"));

        Assert.Empty(files.Errors);
        Assert.Equal(
            ["IdentitySchema", "AuthoritativeSource/hr", "TargetSystem/directory", "TargetSystem/crm"], files.Documents.Take(4).Select(d => d.Id));
        Assert.Equal(15, files.Documents.Count);
    }

    [Fact]
    public void Read_ItemsAndRulesOfSeparation_BindWhatTheySay()
    {
        _folder.Write(
            "policy.yaml",
            """
            kind: BusinessRole
            name: engineer
            spec:
              exclusiveSet: job
              priority: 3
              gives:
                items:
                  - { role: developer, removeAfter: 14d }
                  - { account: directory, intent: admin, validUntil: 2031-01-01T00:00:00Z }
                  - { entitlement: { target: directory, entitlement: domain-admins }, intent: admin }
            ---
            kind: SodRule
            name: pay-and-approve
            spec:
              effect: block
              sides:
                - { name: pay, roles: [payer] }
                - { name: approve, entitlements: [{ target: directory, entitlement: approvers }], priority: 1 }
              exceptions:
                - { when: identity.department == "Audit", until: 2031-01-01T00:00:00Z, explanation: month end }
            """);

        var files = ConfigurationReader.Read(_folder.Path);

        Assert.Empty(files.Errors);
        var role = Assert.IsType<V1.BusinessRole>(files.Documents[0].Spec);
        Assert.Equal(("job", 3), (role.ExclusiveSet, role.Priority));
        Assert.Equal(TimeSpan.FromDays(14), role.Gives.Items[0].RemoveAfter.ToTimeSpan());
        Assert.Equal(("directory", "admin", true), (role.Gives.Items[1].Account, role.Gives.Items[1].Intent, role.Gives.Items[1].ValidUntil is not null));
        Assert.Equal("domain-admins", role.Gives.Items[2].Entitlement.Entitlement);
        var rule = Assert.IsType<V1.SodRule>(files.Documents[1].Spec);
        Assert.Equal((V1.SodRule.Types.Effect.Block, 2, 1), (rule.Effect, rule.Sides.Count, rule.Exceptions.Count));
    }

    [Fact]
    public void Read_ExampleOfTheCorrelationReadme_IsARule()
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "correlation.md")).Split("```yaml\n")[1].Split("```")[0];
        _folder.Write("rule.yaml", text);

        var read = ConfigurationReader.Read(_folder.Path);

        Assert.Empty(read.Errors);
        var rule = Assert.IsType<Prov.V1.CorrelationRule>(Assert.Single(read.Documents).Spec);
        Assert.Equal((2, 5, 730), (rule.Blocks.Count, rule.Compare.Count, rule.LeaverWindow.ToTimeSpan().TotalDays));
    }

    [Fact]
    public void Read_FieldUnknown_NamesTheNearOne() => AssertError(
        """
        kind: BusinessRole
        name: staff
        spec:
          gives:
            acounts: [directory]
        """,
        ConfigurationReasons.FieldUnknown, 5, "spec.gives.acounts", "Did you mean accounts?");

    [Fact]
    public void Read_ListItemWithWrongType_GivesItsPath() => AssertError(
        """
        kind: AuthoritativeSource
        name: hr
        spec:
          attributes:
            - { name: number, type: string }
            - { name: start, type: string, required: maybe }
        """,
        ConfigurationReasons.TypeMismatch, 6, "spec.attributes[1].required", "true or false");

    [Fact]
    public void Read_MappingInPlaceOfList_IsRefused() => AssertError(
        """
        kind: BirthrightPolicy
        name: staff
        spec:
          when: "true"
          gives:
            accounts:
              directory: true
        """,
        ConfigurationReasons.TypeMismatch, 6, "spec.gives.accounts", "a list, but is a mapping");

    [Fact]
    public void Read_EnumValueUnknown_ListsTheKnown() => AssertError(
        """
        kind: IdentitySchema
        spec:
          attributes:
            - name: mail
              type: strnig
        """,
        ConfigurationReasons.EnumValueUnknown, 5, "spec.attributes[0].type", "Did you mean string?");

    [Fact]
    public void Read_DurationMalformed_SaysHowToWriteIt() => AssertError(
        """
        kind: AuthoritativeSource
        name: hr
        spec:
          maxFuture: ten days
        """,
        ConfigurationReasons.DurationMalformed, 4, "spec.maxFuture", "30d");

    [Fact]
    public void Read_KeyTwice_IsRefused() => AssertError(
        """
        kind: BirthrightPolicy
        name: staff
        spec:
          when: "true"
          when: "false"
          gives: {}
        """,
        ConfigurationReasons.DuplicateKey, 5, "spec.when", "twice");

    [Fact]
    public void Read_RequiredFieldMissing_IsRefused() => AssertError(
        """
        kind: BirthrightPolicy
        name: staff
        spec:
          gives: {}
        """,
        ConfigurationReasons.FieldMissing, 4, "spec.when", "needed");

    [Fact]
    public void Read_NameOfTheOnlyOne_IsRefused() => AssertError(
        "kind: IdentitySchema\nname: mine\nspec: {}\n", ConfigurationReasons.FieldUnknown, 1, "name", "no name");

    [Fact]
    public void Read_NameMissing_IsRefused() => AssertError(
        """
        kind: BirthrightPolicy
        spec:
          when: "true"
          gives: {}
        """,
        ConfigurationReasons.FieldMissing, 1, "name", "needs a name");

    [Fact]
    public void Read_KindUnknown_NamesTheNearOne() => AssertError(
        "kind: TargetSytem\nname: x\nspec: {}\n", ConfigurationReasons.KindUnknown, 1, "kind", "Did you mean TargetSystem?");

    [Fact]
    public void Read_PartUnknown_IsRefused() => AssertError(
        "apiVersion: v1\nkind: IdentitySchema\nspec: {}\n", ConfigurationReasons.FieldUnknown, 1, "apiVersion", "kind, name");

    [Fact]
    public void Read_SpecMissing_IsRefused() => AssertError(
        "kind: IdentitySchema\n", ConfigurationReasons.FieldMissing, 1, "spec", "spec is needed");

    [Theory]
    [InlineData("kind: &a IdentitySchema\nspec: {}\n", ConfigurationReasons.YamlNotAllowed, 1)]
    [InlineData("kind: IdentitySchema\nspec: *a\n", ConfigurationReasons.YamlNotAllowed, 2)]
    [InlineData("kind: !!str IdentitySchema\nspec: {}\n", ConfigurationReasons.YamlNotAllowed, 1)]
    [InlineData("kind: IdentitySchema\nspec: {\n", ConfigurationReasons.YamlSyntax, 3)]
    [InlineData("kind: IdentitySchema\nspec: ]\n", ConfigurationReasons.YamlSyntax, 2)]
    public void Read_YamlThatIsNotTaken_NamesTheLine(string text, string reason, int line) => AssertError(text, reason, line, "", "");

    [Fact]
    public void Read_NestedTooDeep_IsRefused()
    {
        var depth = ConfigurationLimits.Depth + 1;

        AssertError(new string('[', depth) + new string(']', depth), ConfigurationReasons.YamlTooDeep, 1, "", "levels");
    }

    [Fact]
    public void Read_FileTooLarge_IsRefused() => AssertError(
        "# " + new string('x', ConfigurationLimits.FileBytes), ConfigurationReasons.FileTooLarge, 0, "", "Divide it");

    [Fact]
    public void Read_FileAbsent_IsRefused()
    {
        var error = Assert.Single(ConfigurationReader.Read(Path.Combine(_folder.Path, "absent.yaml")).Errors);

        Assert.Equal(ConfigurationReasons.FileNotReadable, error.Reason);
    }

    [Fact]
    public void Read_NoDocument_IsRefused()
    {
        var error = Assert.Single(ConfigurationReader.Read(_folder.Path).Errors);

        Assert.Equal(ConfigurationReasons.NoDocuments, error.Reason);
    }

    [Fact]
    public void Read_FaultsInSeveralFiles_GivesAllInOrder()
    {
        var second = _folder.Write("b/two.yml", "kind: IdentitySchema\nspec:\n  atributes: []\n  other: 1\n");
        var first = _folder.Write("a.yaml", "kind: BirthrightPolicy\nname: one\nspec:\n  when: [x]\n---\nkind: Nothing\n");
        _folder.Write("notes.txt", "not read");

        var errors = ConfigurationReader.Read(_folder.Path).Errors;

        Assert.Equal(
            [(first, 4), (first, 4), (first, 6), (second, 3), (second, 4)],
            errors.Where(e => e.Reason != ConfigurationReasons.FieldMissing || e.Path == "spec.gives").Select(e => (e.File, e.Line)));
    }

    [Fact]
    public void Read_DocumentTwice_NamesTheFirst()
    {
        var first = _folder.Write("a.yaml", "\nkind: IdentitySchema\nspec: {}\n");
        _folder.Write("b.yaml", "kind: IdentitySchema\nspec: {}\n");

        var error = Assert.Single(ConfigurationReader.Read(_folder.Path).Errors);

        Assert.Equal(ConfigurationReasons.DuplicateDocument, error.Reason);
        Assert.Contains($"{first}, line 2", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("spec.gives.entitlements[1].target", 10)]
    [InlineData("spec.gives.entitlements[1]", 9)]
    [InlineData("spec.gives.entitlements[1].unknown", 9)]
    [InlineData("spec.gives.roles[0]", 5)]
    [InlineData("spec.when", 4)]
    [InlineData("spec.unknown", 3)]
    [InlineData("", 1)]
    public void Locate_FaultOfTheServer_GivesTheNearestLine(string path, int line)
    {
        var file = _folder.Write(
            "a.yaml",
            """
            kind: BirthrightPolicy
            metadata: { name: staff }
            spec:
              when: "true"
              gives:
                entitlements:
                  - target: directory
                    entitlement: staff
                  - entitlement: staff
                    target: nowhere
            """);

        var error = ConfigurationReader.Read(_folder.Path).Locate("REFERENCE_UNKNOWN", "BirthrightPolicy/staff", path, "There is no target nowhere.");

        Assert.Equal((file, line), (error.File, error.Line));
    }

    private void AssertError(string text, string reason, int line, string path, string message)
    {
        var file = _folder.Write("a.yaml", text);

        var error = Assert.Single(ConfigurationReader.Read(_folder.Path).Errors);

        Assert.Equal((reason, file, line, path), (error.Reason, error.File, error.Line, error.Path));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
