using Prov.Silo.Security;
using Prov.Silo.Services;
using Prov.Storage;

namespace Prov.Silo.Hosting;

/// <summary>
/// What a silo is told at start: section <c>Prov</c> of appsettings, environment (<c>Prov__Listen</c>) and command line
/// (<c>--Prov:Listen=...</c>).
/// </summary>
public sealed class SiloOptions
{
    public const string Section = "Prov";

    /// <summary>Where gRPC is served. Default <c>http://127.0.0.1:5380</c>; beyond loopback only <c>https</c>.</summary>
    public string Listen { get; set; } = "http://127.0.0.1:5380";

    /// <summary>Folder for the embedded database, the administrator token, spooled feeds and indexes. Default <c>prov-data</c>.</summary>
    public string DataFolder { get; set; } = "prov-data";

    /// <summary>The only folder that <c>secret:NAME</c> and <c>file:PATH</c> may name files of. Default <c>secrets</c> in the data folder.</summary>
    public string SecretsFolder { get; set; } = "";

    /// <summary>The tenant of callers whose credentials name none.</summary>
    public string DefaultTenant { get; set; } = "default";

    /// <summary>Ends the silo when its standard input closes: for parents that must not leave a child behind.</summary>
    public bool StopWithInput { get; set; }

    /// <summary>False on a silo that leaves due work to others.</summary>
    public bool Sweep { get; set; } = true;

    /// <summary>How much a new configuration may take away before the removals wait for a person's release.</summary>
    public Domain.Preview.RemovalGuard Removals { get; set; } = new();

    /// <summary>Allows targets to carry chaos settings: injected delays, refusals and lost replies. For tests only.</summary>
    public bool AllowChaos { get; set; }

    /// <summary>The store; by default SQLite in the data folder.</summary>
    public StoreOptions Store { get; set; } = new();

    public ClusterOptions Cluster { get; set; } = new();

    public TlsOptions Tls { get; set; } = new();

    public SecurityOptions Authentication { get; set; } = new();

    public AdmissionOptions Admission { get; set; } = new();
}

/// <summary>How silos find each other. With the SQLite store there is exactly one.</summary>
public sealed class ClusterOptions
{
    /// <summary>Silos with the same id form one cluster.</summary>
    public string ClusterId { get; set; } = "prov";

    /// <summary>Stays the same over upgrades: part of the keys of coordinator state.</summary>
    public string ServiceId { get; set; } = "prov";

    /// <summary>Name in logs and status; default the machine's name and process id.</summary>
    public string SiloName { get; set; } = $"{Environment.MachineName}-{Environment.ProcessId}";

    /// <summary>Address that the other silos reach this one at. Default loopback. The silo port is for silos only: never public.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>Port between silos; 0 takes a free one.</summary>
    public int SiloPort { get; set; }
}

/// <summary>TLS of the gRPC port. Without a certificate only loopback is served.</summary>
public sealed class TlsOptions
{
    /// <summary>Certificate chain, PEM.</summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>Its private key, PEM.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>CA, PEM, whose client certificates are accepted (mutual TLS); empty for none.</summary>
    public string ClientCaFile { get; set; } = "";
}
