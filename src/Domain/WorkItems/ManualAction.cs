namespace Prov.Domain.WorkItems;

/// <summary>What is to be done with an account by hand.</summary>
public enum ManualAction
{
    Create,
    Change,
    Delete,
}
