namespace Prov.Client.Errors;

/// <summary>What the command line ends with.</summary>
public static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The server or the input's own faults refused it; nothing was done.</summary>
    public const int Refused = 1;

    /// <summary>The command line itself is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The server did not answer, or not in time.</summary>
    public const int NotReachable = 3;

    /// <summary>The token is missing, wrong, or not permitted to do this.</summary>
    public const int NotPermitted = 4;

    /// <summary>Done in part: leaves are held for release, or some items were refused.</summary>
    public const int Partial = 5;
}
