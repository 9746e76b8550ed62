using Prov.Connectors.Outcomes;

namespace Prov.Connectors.DelimitedText.Files;

/// <summary>What the file system's errors mean to the engine.</summary>
internal static class FileFaults
{
    private const int NoSpaceLeft = 28;

    /// <exception cref="FileFaultException">In place of any error of the file system.</exception>
    public static T Explained<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FileFaultException(Explain(e), e);
        }
    }

    private static ConnectorResult Explain(Exception exception) => exception switch
    {
        DirectoryNotFoundException => Unavailable("FOLDER_NOT_FOUND", "The file's folder is not there. Make it or correct path."),
        UnauthorizedAccessException => Unavailable("FILE_NOT_ACCESSIBLE", "The file or its folder may not be read or written. Correct the rights or path."),
        { HResult: NoSpaceLeft } => Unavailable("DISK_FULL", "The disk of the file is full; the file is as it was."),
        _ => Unavailable("FILE_NOT_ACCESSIBLE", "The file cannot be read or written now; it is as it was."),
    };

    private static ConnectorResult Unavailable(string reason, string message) => ConnectorResult.Failed(ConnectorStatus.Unavailable, reason, message);
}
