using System.Collections.Immutable;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Remote.Messages;
using Prov.Connectors.Remote.Outcomes;
using Prov.Domain.Accounts;
using Wire = Prov.Connector.V1;

namespace Prov.Connectors.Remote;

/// <summary>Reads what the connector answers. What breaks the contract is told by a <see cref="FormatException"/>, or is one bad item of a stream.</summary>
internal sealed partial class RemoteConnector
{
    private const int LongestToken = 4096;

    /// <summary>An answer with a value when it is done.</summary>
    private static ConnectorResult<T> Of<T>(Wire.Outcome? outcome, Func<T> read)
        where T : class => OutcomeMessages.Read(outcome) is { IsDone: false } failure ? ConnectorResult<T>.From(failure) : ConnectorResult<T>.Of(read());

    private static List<ConnectorResult<T>> ItemsOf<TMessage, T>(
        IReadOnlyCollection<TMessage> messages, Func<TMessage, T> read, IReadOnlyCollection<Wire.Outcome> failures)
        where T : class =>
        [.. messages.Select(m => Item(() => ConnectorResult<T>.Of(read(m)))), .. failures.Select(f => Item(() => Failure<T>(f)))];

    private static ConnectorResult<T> Item<T>(Func<ConnectorResult<T>> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (FormatException e)
        {
            // Refused, since it is the one item only: the stream goes on.
            return ConnectorResult<T>.From(RemoteFaults.Invalid(e, writes: false) with { Status = ConnectorStatus.Refused });
        }
    }

    private static ConnectorResult<T> Failure<T>(Wire.Outcome? outcome)
        where T : class => OutcomeMessages.Read(outcome) is { IsDone: false } failure
            ? ConnectorResult<T>.From(failure)
            : throw new FormatException("Among the failures is a success.");

    private ObservedAccount ReadAccount(Wire.ObservedAccount? account) => AccountMessages.Read(account, settings.Attributes.Contains);

    private ObservedAccount ReadAsked(Wire.ObservedAccount? account, AccountLocator locator)
    {
        var read = ReadAccount(account);
        return locator.NativeId is null || locator.NativeId == read.NativeId ? read : throw new FormatException("Another account came than was asked for.");
    }

    private static string Named(string entitlement) => entitlement.Length > 0 ? entitlement : throw new FormatException("An entitlement has no name.");

    private static ChangeToken ReadToken(string token) =>
        token.Length is > 0 and <= LongestToken ? new(token) : throw new FormatException("A change token is empty or too long.");

    private IReadOnlyCollection<ConnectorResult<ChangePage>> ReadChangePage(Wire.ReadChangesResponse page)
    {
        var changes = page.Changes.Select(ReadChange).ToImmutableArray();
        ConnectorResult<ChangePage>[] told = page.Failure is not null && changes.IsEmpty ? [] : [ConnectorResult<ChangePage>.Of(new(changes, ReadToken(page.NextToken)))];
        return page.Failure is null ? told : [.. told, Failure<ChangePage>(page.Failure)];
    }

    // A change that cannot be read ends the stream: whoever went on behind it would leave it out.
    private ObservedChange ReadChange(Wire.ObservedChange change) =>
        new(AccountMessages.Read(change.Locator), change.Account is null ? null : ReadAccount(change.Account));
}
