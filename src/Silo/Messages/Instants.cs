using Google.Protobuf.WellKnownTypes;

namespace Prov.Silo.Messages;

/// <summary>Instants in messages.</summary>
internal static class Instants
{
    /// <exception cref="FormatException">Seconds or nanoseconds are beyond their bounds.</exception>
    public static DateTimeOffset Read(Timestamp timestamp)
    {
        try
        {
            return timestamp.ToDateTimeOffset();
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentOutOfRangeException)
        {
            throw new FormatException("An instant lies in the years 1 to 9999, with 0 to 999999999 nanoseconds.", fault);
        }
    }

    public static Timestamp? Write(DateTimeOffset? instant) => instant?.ToTimestamp();
}
