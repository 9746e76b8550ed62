namespace Prov.Cluster.Tests.Targets;

/// <summary>What happened to a row.</summary>
public enum JournalChange
{
    Insert,
    Update,
    Delete,
}
