namespace Prov.Grains.Contracts;

/// <summary>An import, or what was asked of one, cannot be; nothing was changed.</summary>
[GenerateSerializer, Alias("prov.ImportRefusedException")]
public sealed class ImportRefusedException : Exception
{
    /// <param name="reason">One of <see cref="ImportReasons"/> or of <see cref="Domain.Sources.FeedFaultReasons"/>.</param>
    /// <param name="message">What happened and what to do.</param>
    public ImportRefusedException(string reason, string message)
        : base(message)
    {
        Reason = reason;
    }

    [Id(0)]
    public string Reason { get; }
}

/// <summary>The stable reasons for which imports are refused, fail or are held.</summary>
public static class ImportReasons
{
    public const string SourceUnknown = "SOURCE_UNKNOWN";

    /// <summary>The source declares no feed.</summary>
    public const string FeedNotDeclared = "FEED_NOT_DECLARED";

    /// <summary>Another import of the source is under way.</summary>
    public const string ImportUnderWay = "IMPORT_UNDER_WAY";

    /// <summary>The request id belongs to an import of another source or file.</summary>
    public const string RequestIdReused = "REQUEST_ID_REUSED";

    public const string ImportUnknown = "IMPORT_UNKNOWN";

    /// <summary>The run holds nothing to release.</summary>
    public const string ImportNotHeld = "IMPORT_NOT_HELD";

    /// <summary>The hash named is not that of the held plan.</summary>
    public const string ImportPlanChanged = "IMPORT_PLAN_CHANGED";

    /// <summary>The silo that worked on the run is gone. Importing again is safe.</summary>
    public const string WorkerLost = "WORKER_LOST";

    /// <summary>Events could not be committed in spite of retries. Importing again is safe.</summary>
    public const string SubmitFailed = "SUBMIT_FAILED";

    /// <summary>The disk of the silo's data folder is full. Importing again is safe.</summary>
    public const string DiskFull = "SILO_DISK_FULL";

    /// <summary>A fault within Prov or its machine. Importing again is safe.</summary>
    public const string ImportFailed = "IMPORT_FAILED";

    /// <summary>More leaves than the source's guard lets through.</summary>
    public const string MassChange = "MASS_CHANGE";

    /// <summary>Rows whose key cannot be read may be those that seem absent.</summary>
    public const string RowsUnreadable = "ROWS_UNREADABLE";

    /// <summary>The feed as a whole is not what its source declares.</summary>
    public const string QualityGate = "QUALITY_GATE";

    /// <summary>A newer import of the source has begun.</summary>
    public const string Superseded = "SUPERSEDED";
}
