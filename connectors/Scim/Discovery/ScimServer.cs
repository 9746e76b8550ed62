using System.Collections.Immutable;

namespace Prov.Connectors.Scim.Discovery;

/// <summary>What a server says of itself, and what the settings say instead.</summary>
internal sealed record ScimServer
{
    /// <summary>Path of the users below the address of the server.</summary>
    public required string Users { get; init; }

    /// <summary>Path of the groups; null where there are none.</summary>
    public string? Groups { get; init; }

    /// <summary>Users and groups are changed by PATCH, otherwise by PUT.</summary>
    public required bool Patches { get; init; }

    public required bool Filters { get; init; }

    public required bool PagesByCursor { get; init; }

    /// <summary>Resources to ask for at once.</summary>
    public required int PageSize { get; init; }

    public required ScimSchemas Schemas { get; init; }

    /// <summary>What it said in its own configuration, for the report of a probe; empty where it said nothing.</summary>
    public ImmutableSortedDictionary<string, bool> Says { get; init; } = ImmutableSortedDictionary<string, bool>.Empty;
}
