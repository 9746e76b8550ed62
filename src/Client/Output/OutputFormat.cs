namespace Prov.Client.Output;

/// <summary>For whom results are written.</summary>
public enum OutputFormat
{
    /// <summary>Tables and sentences for people.</summary>
    Table,

    /// <summary>JSON for programs: one object on one line for each result.</summary>
    Json,
}
