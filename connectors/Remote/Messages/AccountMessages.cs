using System.Collections.Immutable;
using Prov.Connectors.Capabilities;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Wire = Prov.Connector.V1;

namespace Prov.Connectors.Remote.Messages;

/// <summary>Accounts and their changes, as messages and as the contract has them.</summary>
internal static class AccountMessages
{
    public static Wire.AccountLocator Write(AccountLocator locator)
    {
        var message = new Wire.AccountLocator { Name = locator.Name };
        if (locator.NativeId is not null)
        {
            message.NativeId = locator.NativeId;
        }

        return message;
    }

    /// <exception cref="FormatException">It names nothing.</exception>
    public static AccountLocator Read(Wire.AccountLocator? locator) =>
        locator is null || (locator.Name.Length == 0 && !locator.HasNativeId)
            ? throw new FormatException("A locator names no account.")
            : new(locator.Name, locator.HasNativeId ? locator.NativeId : null);

    public static Wire.ObservedAccount Write(ObservedAccount account)
    {
        var message = new Wire.ObservedAccount
        {
            NativeId = account.NativeId,
            Name = account.Name,
            Enabled = account.Enabled,
            Entitlements = { account.Entitlements },
            Placement = account.Placement.IsNull ? null : new() { Units = { account.Placement.AsValues().Select(u => u.ToString()) } },
        };
        ValueMessages.Write(message.Attributes, account.Attributes);
        return message;
    }

    /// <param name="account">The message.</param>
    /// <param name="wanted">Which attributes are looked at.</param>
    /// <exception cref="FormatException">It cannot be.</exception>
    public static ObservedAccount Read(Wire.ObservedAccount? account, Func<string, bool> wanted) =>
        account is null || account.NativeId.Length == 0 || account.Name.Length == 0
            ? throw new FormatException("An account lacks its id or its name.")
            : new()
            {
                NativeId = account.NativeId,
                Name = account.Name,
                Enabled = account.Enabled,
                Attributes = ValueMessages.Read(account.Attributes, wanted),
                Entitlements = [.. account.Entitlements.Distinct().Order(StringComparer.Ordinal)],
                Placement = account.Placement is null ? Value.Null : Value.ListOf(account.Placement.Units),
            };

    public static Wire.NewAccount Write(NewAccount account)
    {
        var message = new Wire.NewAccount
        {
            Name = account.Name, Enabled = account.Enabled, Entitlements = { account.Entitlements }, Placement = PlacementOf(account.Placement),
        };
        ValueMessages.Write(message.Attributes, account.Attributes.Where(a => !a.Value.IsNull));
        if (account.InitialSecret is { } secret)
        {
            message.InitialSecret = secret.Reveal();
        }

        return message;
    }

    /// <exception cref="FormatException">It cannot be.</exception>
    public static NewAccount Read(Wire.NewAccount? account) => account is null || account.Name.Length == 0
        ? throw new FormatException("A new account lacks its name.")
        : new()
        {
            Name = account.Name,
            Enabled = account.Enabled,
            Attributes = ValueMessages.Read(account.Attributes, _ => true),
            Entitlements = [.. account.Entitlements],
            Placement = UnitsOf(account.Placement),
            InitialSecret = account.HasInitialSecret ? new(account.InitialSecret) : null,
        };

    public static Wire.AccountChange Write(AccountChange change)
    {
        var message = new Wire.AccountChange
        {
            AddEntitlements = { change.Add }, RemoveEntitlements = { change.Remove }, Placement = PlacementOf(change.Placement),
        };
        ValueMessages.Write(message.Set, change.Set);
        if (change.Enabled is { } enabled)
        {
            message.Enabled = enabled;
        }

        if (change.Name is { } name)
        {
            message.Name = name;
        }

        return message;
    }

    /// <exception cref="FormatException">It cannot be.</exception>
    public static AccountChange Read(Wire.AccountChange? change) => change is null
        ? throw new FormatException("An update lacks its change.")
        : new()
        {
            Enabled = change.HasEnabled ? change.Enabled : null,
            Name = change.HasName ? change.Name : null,
            Set = change.Set.ToImmutableSortedDictionary(a => a.Key, a => ValueMessages.Read(a.Value), StringComparer.Ordinal),
            Add = [.. change.AddEntitlements],
            Remove = [.. change.RemoveEntitlements],
            Placement = UnitsOf(change.Placement),
        };

    private static Wire.Placement? PlacementOf(ImmutableArray<string>? units) => units is null ? null : new() { Units = { units.Value } };

    private static ImmutableArray<string>? UnitsOf(Wire.Placement? placement) => placement is null ? null : [.. placement.Units];
}
