using System.Security.Cryptography;
using Prov.Connectors.Capabilities;
using Prov.Domain.TargetSystems;

namespace Prov.Grains.Accounts;

/// <summary>Makes first secrets of accounts from the machine's source of randomness. They are kept nowhere.</summary>
public static class SecretGenerator
{
    /// <summary>A secret as the policy says: at least one character of each kind, all places equally likely.</summary>
    public static NewSecret Generate(InitialSecret policy)
    {
        var secret = new char[policy.LengthCharacters];
        var all = string.Concat(policy.Characters.Distinct().Select(Of));
        RandomNumberGenerator.GetItems<char>(all, secret);
        var kinds = policy.Characters.Distinct().ToList();
        for (var i = 0; i < kinds.Count; i++)
        {
            secret[i] = RandomNumberGenerator.GetItems<char>(Of(kinds[i]), 1)[0];
        }

        RandomNumberGenerator.Shuffle<char>(secret);
        return new NewSecret(new string(secret));
    }

    // Without characters that are taken for another: l and 1, O and 0.
    private static string Of(SecretCharacters kind) => kind switch
    {
        SecretCharacters.Lower => "abcdefghijkmnopqrstuvwxyz",
        SecretCharacters.Upper => "ABCDEFGHJKLMNPQRSTUVWXYZ",
        SecretCharacters.Digits => "23456789",
        _ => "!#$%&()*+-./:;<=>?@[]^_{|}~",
    };
}
