using System.Text.Json;

namespace Prov.Cluster.Tests.Targets;

/// <summary>Reads a row of an account table as its database writes it in JSON.</summary>
internal static class TargetRow
{
    public static TargetAccount Parse(TargetTable table, string json)
    {
        using var document = JsonDocument.Parse(json);
        var row = document.RootElement;
        return new TargetAccount(
            table,
            row.GetProperty("id").GetInt64(),
            row.GetProperty("login").GetString()!,
            row.GetProperty("employee_number").GetString()!,
            row.GetProperty("enabled").GetBoolean(),
            row.GetProperty("department").GetString(),
            row.GetProperty("mark") is { ValueKind: JsonValueKind.Number } mark ? mark.GetInt64() : 0);
    }
}
