namespace Prov.Storage.Auditing;

/// <summary>
/// The chain of one lane. It advances only when a batch is known to be durable; after a write whose outcome is unknown the lane opens
/// another chain, and the old one stays valid whether or not that batch came through.
/// </summary>
internal sealed class AuditChain(AuditSigner? signer)
{
    private byte[] _head = [];
    private long _sequence;

    public Guid ChainId { get; private set; }

    /// <summary>The head of an earlier chain that this one names.</summary>
    public AuditHead? Predecessor { get; private set; }

    public bool IsOpen { get; private set; }

    public void Open(AuditHead? predecessor)
    {
        (ChainId, Predecessor, _sequence, IsOpen) = (Guid.NewGuid(), predecessor, 0, true);
        _head = AuditHash.Open(ChainId, predecessor);
    }

    public void Close() => IsOpen = false;

    /// <summary>The link that follows; not part of the chain until <see cref="Advance"/>.</summary>
    public AuditBatch Next(IReadOnlyCollection<AuditLine> lines)
    {
        var sequence = _sequence + 1;
        var hash = AuditHash.Batch(_head, ChainId, sequence, lines.Select(l => l.Canonical));
        var signature = signer?.Sign(new AuditHead(ChainId, sequence, hash, default));
        return new AuditBatch(ChainId, sequence, hash, signature, lines.Count);
    }

    /// <summary>The link is durable; null when there was none.</summary>
    public void Advance(AuditBatch? link)
    {
        if (link is not null)
        {
            (_sequence, _head) = (link.Sequence, link.Hash);
        }
    }
}
