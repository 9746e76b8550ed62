using System.Reflection;
using Orleans;
using Prov.Grains.Contracts;

namespace Prov.Architecture.Tests;

/// <summary>What silos of different versions say to each other during an upgrade: calls by their aliases, members by their ids.</summary>
public sealed class ActorBaselineTests
{
    [Fact]
    public void Actors_ComparedWithTheirBaseline_OnlyGrow() =>
        new Baseline("actors.txt").Check(typeof(IIdentityGrain).Assembly.GetTypes().SelectMany(Lines));

    private static IEnumerable<string> Lines(Type type)
    {
        if (type.IsInterface && type != typeof(IGrain) && typeof(IGrain).IsAssignableFrom(type))
        {
            return type.GetMethods().Select(m => $"call {NameOf(type)}.{Alias(m)}: {string.Join(", ", m.GetParameters().Select(p => NameOf(p.ParameterType)))} -> {NameOf(m.ReturnType)}");
        }

        if (type.GetCustomAttribute<GrainTypeAttribute>() is not null)
        {
            return [$"actor {type.GetCustomAttributesData().Single(a => a.AttributeType == typeof(GrainTypeAttribute)).ConstructorArguments[0].Value}"];
        }

        return type.GetCustomAttribute<GenerateSerializerAttribute>() is null ? [] : type.IsEnum ? Values(type) : Members(type);
    }

    private static IEnumerable<string> Values(Type type) =>
        Enum.GetNames(type).Select(name => $"enum {NameOf(type)}: {name} = {Convert.ToInt64(Enum.Parse(type, name), null)}");

    private static IEnumerable<string> Members(Type type) =>
    [
        $"message {NameOf(type)}",
        .. type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(m => m.GetCustomAttribute<IdAttribute>() is not null)
            .Select(m => $"message {NameOf(type)}: {m.GetCustomAttribute<IdAttribute>()!.Id} = {NameOf(m is PropertyInfo p ? p.PropertyType : ((FieldInfo)m).FieldType)}"),
    ];

    private static string? Alias(MemberInfo member) => member.GetCustomAttribute<AliasAttribute>()?.Alias;

    /// <summary>The name on the wire where there is one.</summary>
    private static string NameOf(Type type) => type switch
    {
        { IsArray: true } => NameOf(type.GetElementType()!) + "[]",
        { IsGenericType: true } => $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>",
        _ => Alias(type) ?? type.Name,
    };
}
