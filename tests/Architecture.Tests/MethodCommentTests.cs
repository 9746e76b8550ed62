using System.Text.RegularExpressions;
using Google.Protobuf.Reflection;
using Prov.Silo.Security;
using Prov.Connector.V1;
using Prov.V1;

namespace Prov.Architecture.Tests;

/// <summary>What the comment of a call promises is what the server holds to.</summary>
public sealed partial class MethodCommentTests
{
    private static readonly FileDescriptor[] _files =
    [
        LifecycleEventReflection.Descriptor, IdentityReflection.Descriptor, V1.AccountReflection.Descriptor, AuthoritativeSourceReflection.Descriptor,
        TargetSystemReflection.Descriptor, ConfigurationReflection.Descriptor, ImportReflection.Descriptor, AuditReflection.Descriptor, GrantReflection.Descriptor, SodRuleReflection.Descriptor,
        StatusReflection.Descriptor, WorkItemReflection.Descriptor, ExpressionReflection.Descriptor, CorrelationReflection.Descriptor,
        PreviewReflection.Descriptor, RecomputeReflection.Descriptor, PolicyTestReflection.Descriptor,
        AgentReflection.Descriptor,
    ];

    private static IEnumerable<MethodDescriptor> Methods => _files.SelectMany(f => f.Services).SelectMany(s => s.Methods);

    [Fact]
    public void Permission_OfEachCall_IsThatOfTheTable() => Assert.All(Methods, m =>
    {
        var named = Permission().Matches(CommentOf(m)).Select(p => p.Value).ToList();
        var needed = PermissionTable.ByMethod[$"/{m.Service.FullName}/{m.Name}"];
        Assert.True(named.Contains(needed), $"{m.FullName} needs {needed}; its comment says {string.Join(", ", named)}.");
    });

    [Fact]
    public void Comment_OfEachCall_SaysPermissionRepeatAndReasons() => Assert.All(Methods, m =>
    {
        Assert.Contains("Permission: ", CommentOf(m), StringComparison.Ordinal);
        Assert.Contains("Idempotent", CommentOf(m), StringComparison.Ordinal);
        Assert.Contains("Error reasons: ", CommentOf(m), StringComparison.Ordinal);
    });

    [Fact]
    public void Reasons_OfEachCall_AreInTheList() => Assert.All(
        Methods, m => Assert.Subset(ReasonList.OfTheApi, Reason().Matches(CommentOf(m).Split("Error reasons: ")[1]).Select(r => r.Value).ToHashSet()));

    [Fact]
    public void Lists_HavePages() => Assert.All(Methods.Where(m => m.Name.StartsWith("List", StringComparison.Ordinal)), m =>
    {
        Assert.NotNull(m.InputType.FindFieldByName("page_size"));
        Assert.NotNull(m.InputType.FindFieldByName("page_token"));
        Assert.NotNull(m.OutputType.FindFieldByName("next_page_token"));
    });

    /// <summary>The comment above the call: comments do not reach the generated descriptors.</summary>
    private static string CommentOf(MethodDescriptor method)
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "protos", method.File.Name));
        var at = Array.FindIndex(lines, l => l.TrimStart().StartsWith($"rpc {method.Name}(", StringComparison.Ordinal));
        var first = Array.FindLastIndex(lines, at - 1, l => !l.TrimStart().StartsWith("//", StringComparison.Ordinal)) + 1;
        return string.Join(' ', lines[first..at].Select(l => l.TrimStart(' ', '/')));
    }

    [GeneratedRegex(@"prov\.[a-z]+\.[a-z]+")]
    private static partial Regex Permission();

    [GeneratedRegex(@"\b[A-Z]{2,}(_[A-Z0-9]+)+\b")]
    private static partial Regex Reason();
}
