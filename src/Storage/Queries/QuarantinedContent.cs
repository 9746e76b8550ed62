using System.Collections.Immutable;
using Prov.Domain.Sources;

namespace Prov.Storage.Queries;

/// <summary>
/// What a quarantined record was, so that it can be tried again: a row as it stood in the file, or an event that was read but refused. It
/// holds what the source sent, secrets too, and is never shown.
/// </summary>
/// <param name="Columns">Of a row: the header of its file.</param>
/// <param name="Row">Of a row: its bytes in UTF-8, without the line end.</param>
/// <param name="Event">Of an event: the event.</param>
public sealed record QuarantinedContent(ImmutableArray<string> Columns, ImmutableArray<byte> Row, LifecycleEvent? Event)
{
    public static QuarantinedContent Of(LifecycleEvent lifecycleEvent) => new([], [], lifecycleEvent);

    public static QuarantinedContent Of(ImmutableArray<string> columns, ReadOnlySpan<byte> row) => new(columns, [.. row], null);
}
