using System.Text.RegularExpressions;
using Google.Protobuf.Reflection;
using Prov.Connector.V1;
using Prov.V1;

namespace Prov.Architecture.Tests;

/// <summary>The rules of the API's style that descriptors can show.</summary>
public sealed class ProtoRuleTests
{
    private static readonly FileDescriptor[] _files =
    [
        LifecycleEventReflection.Descriptor, IdentityReflection.Descriptor, GrantReflection.Descriptor, V1.AccountReflection.Descriptor, AuthoritativeSourceReflection.Descriptor,
        TargetSystemReflection.Descriptor, ConfigurationReflection.Descriptor, ImportReflection.Descriptor, AuditReflection.Descriptor,
        StatusReflection.Descriptor, WorkItemReflection.Descriptor, ExpressionReflection.Descriptor, ErrorReasonReflection.Descriptor, PolicyReflection.Descriptor, SodRuleReflection.Descriptor, IdentitySchemaReflection.Descriptor,
        MappingReflection.Descriptor, AttributeValueReflection.Descriptor, CorrelationReflection.Descriptor,
        PreviewReflection.Descriptor, RecomputeReflection.Descriptor, PolicyTestReflection.Descriptor,
        ConnectorReflection.Descriptor, ConnectorWriteReflection.Descriptor, AgentReflection.Descriptor, Connector.V1.AccountReflection.Descriptor,
        OutcomeReflection.Descriptor,
        ReconciliationReflection.Descriptor,
    ];

    private static readonly string[] _folders = ["prov/v1", "prov/connector/v1"];

    public static TheoryData<string> Methods => [.. AllMethods().Select(m => m.FullName)];

    [Fact]
    public void Files_AllOfTheFolder_AreChecked() => Assert.Equal(
        _folders.SelectMany(folder => FilesOf(folder).Select(f => $"{folder}/{Path.GetFileName(f)}")).Order(),
        _files.Select(f => f.Name).Order());

    [Theory]
    [MemberData(nameof(Methods))]
    public void Method_RequestAndResponse_AreItsOwn(string method)
    {
        var descriptor = AllMethods().Single(m => m.FullName == method);

        Assert.Equal(descriptor.Name + "Request", descriptor.InputType.Name);
        Assert.Equal(descriptor.Name + "Response", descriptor.OutputType.Name);
    }

    [Fact]
    public void Services_HaveTheSuffixAndAtMostTwelveMethods() => Assert.All(_files.SelectMany(f => f.Services), s =>
    {
        Assert.EndsWith("Service", s.Name, StringComparison.Ordinal);
        Assert.InRange(s.Methods.Count, 1, 12);
    });

    [Fact]
    public void Enums_BeginUnspecifiedAndCarryTheirPrefix() => Assert.All(AllEnums(), e =>
    {
        var prefix = Regex.Replace(e.Name, "(?<=[a-z])([A-Z])", "_$1").ToUpperInvariant() + "_";
        Assert.Equal(prefix + "UNSPECIFIED", e.Values.Single(v => v.Number == 0).Name);
        Assert.All(e.Values, v => Assert.StartsWith(prefix, v.Name, StringComparison.Ordinal));
    });

    [Fact]
    public void Lines_ThatDeclare_FollowAComment()
    {
        var bare = _folders.SelectMany(FilesOf).SelectMany(Undocumented);

        Assert.Empty(bare);
    }

    private static IEnumerable<string> FilesOf(string folder) => Directory.EnumerateFiles(Path.Combine(Repository.Root, "protos", folder), "*.proto");

    private static IEnumerable<string> Undocumented(string file)
    {
        var lines = File.ReadAllLines(file);
        for (var i = 1; i < lines.Length; i++)
        {
            var declares = Regex.IsMatch(lines[i], @"^\s*(service|message|enum|rpc|oneof)\s+\w+") || Regex.IsMatch(lines[i], @"=\s*\d+\s*(\[.*)?;");
            if (declares && !lines[i - 1].TrimStart().StartsWith("//", StringComparison.Ordinal))
            {
                yield return $"{Path.GetFileName(file)}:{i + 1}: {lines[i].Trim()}";
            }
        }
    }

    private static IEnumerable<MethodDescriptor> AllMethods() => _files.SelectMany(f => f.Services).SelectMany(s => s.Methods);

    private static IEnumerable<EnumDescriptor> AllEnums() =>
        _files.SelectMany(f => f.EnumTypes.Concat(f.MessageTypes.SelectMany(m => m.EnumTypes)));
}
