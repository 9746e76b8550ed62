using Prov.V1;

namespace Prov.Silo.Tests.Reconciliation.Cells;

/// <summary>A kind of real target system, changed and read by a client of its own beside Prov.</summary>
internal interface ICellTarget : IAsyncDisposable
{
    /// <summary>The attributes of number, badge and phone there.</summary>
    (string Number, string Badge, string Phone) Attributes { get; }

    /// <summary>Makes a target without accounts, and gives what Prov is told of it.</summary>
    Task<TargetSystem> OpenAsync(string target);

    /// <summary>From now on no account of this name can be made.</summary>
    Task RefuseAsync(string target, string name);

    /// <summary>From now on it can.</summary>
    Task AllowAsync(string target, string name);

    Task AddAsync(string target, CellAccount account);

    Task SetPhoneAsync(string target, string name, string phone);

    Task EnableAsync(string target, string name);

    Task DeleteAsync(string target, string name);

    /// <summary>Takes an account into a backup.</summary>
    Task BackUpAsync(string target, string name);

    /// <summary>Brings the account back from the backup, with the target's own id that it had.</summary>
    Task RestoreAsync(string target, string name);

    Task<IReadOnlyList<CellAccount>> ReadAsync(string target);
}
