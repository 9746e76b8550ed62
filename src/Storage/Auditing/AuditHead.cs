namespace Prov.Storage.Auditing;

/// <summary>The last batch of a chain; kept outside, it proves that nothing was cut off.</summary>
public sealed record AuditHead(Guid ChainId, long Sequence, ReadOnlyMemory<byte> Hash, ReadOnlyMemory<byte> Signature);
