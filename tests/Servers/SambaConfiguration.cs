namespace Prov.Tests.Servers;

/// <summary>The configuration (smb.conf(5)) of a <see cref="SambaServer"/>.</summary>
internal static class SambaConfiguration
{
    /// <summary>Permissions and other attributes of files go into a file, because private folders often cannot hold them.</summary>
    public static IReadOnlyList<string> FileAttributes(PrivateFolder folder) =>
        [$"posix:eadb = {folder.File("eadb.tdb")}", "vfs objects = dfs_samba4 acl_xattr xattr_tdb"];

    /// <summary>The file smb.conf: directory and sign-in only, no file shares and no names.</summary>
    public static string Server(PrivateFolder folder, string realm, string domain, string host, string address) =>
        $"""
        [global]
        netbios name = {host}
        realm = {realm}
        workgroup = {domain}
        server role = active directory domain controller
        server services = rpc, ldap, cldap, kdc
        interfaces = {address}/8
        bind interfaces only = yes
        private dir = {folder.File("dc/private")}
        state directory = {folder.File("dc/state")}
        cache directory = {folder.File("dc/cache")}
        lock directory = {folder.File("dc")}
        binddns dir = {folder.File("dc/bind-dns")}
        pid directory = {folder.File("run")}
        ncalrpc dir = {folder.File("ncalrpc")}
        {string.Join('\n', FileAttributes(folder))}
        ldap server require strong auth = yes
        tls enabled = yes
        tls keyfile = {folder.File("server.key")}
        tls certfile = {folder.File("server.pem")}
        tls cafile = {folder.File("ca.pem")}

        """;
}
