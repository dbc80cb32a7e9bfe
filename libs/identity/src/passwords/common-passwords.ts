// The words that guessers try first, in lower case. Digits and signs around a password are taken off before it is looked
// up, so the short ones matter although a password has at least 12 characters: "password" also refuses "Password1234!".
const LIST = `
password passwort passw0rd p@ssw0rd p@ssword passwordpassword passphrase mypassword newpassword thepassword yourpassword
changeme changemenow changemeplease letmein letmeinnow letmeinplease welcome welcomeback welcomehome administrator admin
adminadmin administration superuser rootroot root toor guest guestguest default secret topsecret secretsecret supersecret
login loginlogin signin access accessgranted master masterkey masterpassword system manager supervisor operator support
helpdesk service test testtest testing testtesting testuser tester demo demodemo sample example temp temporary temppass
temppassword qwerty qwertyuiop qwertyqwerty qwertyuiopasdf qwertyuiopasdfghjkl qwertyuiopasdfghjklzxcvbnm qwertz qwertzuiop
azerty azertyuiop asdf asdfgh asdfghjkl asdfasdf asdfghjklqwerty zxcvbn zxcvbnm zaq zaqwsx zaqxsw qazwsx qazwsxedc
qazwsxedcrfv qweasdzxc qweasd qwerty123qwerty 1q2w3e4r5t6y 1q2w3e4r5t6y7u 1qaz2wsx3edc 1qaz2wsx3edc4rfv q1w2e3r4t5y6
1qazxsw23edc zaq12wsxcde3 123qweasdzxc qwe123qwe123 abc123abc123 a1b2c3d4e5f6 a1s2d3f4g5h6 pass1234word 12qwaszx12qwaszx
abcdef abcdefg abcdefgh abcdefghi abcdefghijkl abcdefghijklm abcdefghijklmnop abcdefghijklmnopqrstuvwxyz abcabcabc alphabet
iloveyou iloveyousomuch iloveyouforever iloveyoubaby ilovemyself ilovejesus ilovemyfamily ilovemom iloveme iloveu loveyou
loveme loveislove lovelove lovely forever foreverlove foreverandever sunshine princess princesa butterfly butterflies
football footballfootball basketball baseball softball volleyball soccer hockey liverpool liverpoolfc chelsea arsenal
manchester manchesterunited barcelona realmadrid juventus yankees steelers cowboys patriots dolphins packers eagles lakers
batman superman spiderman ironman wolverine starwars startrek pokemon naruto dragon dragonball blackdragon phoenix monkey
tiger tigger lion shadow falcon mustang corvette ferrari mercedes porsche harley harleydavidson yamaha samsung computer
internet microsoft windows google facebook instagram linkedin youtube whatever nothing something anything everything
trustno trustnoone nopassword mypasswordis passwordis openup opensesame opendoor enter enterenter hello helloworld hellohello
hellokitty goodmorning goodluck happy happybirthday happydays happynewyear merrychristmas christmas halloween summer
summertime winter wintertime spring springtime autumn january february march april june july august september october
november december monday tuesday wednesday thursday friday saturday sunday michael michelle jennifer jessica jordan ashley
amanda andrew anthony charlie daniel matthew nicole robert thomas william elizabeth alexander alexandra charlotte
chocolate strawberry cookie pepper ginger cheese banana orange flower flowers rainbow diamond silver golden purple
yellow freedom america american california texas london canada australia jesus jesuschrist jesuslovesme godisgood
godislove blessed angel angels heaven killer hunter ranger soldier warrior samurai ninja pirate wizard magic matrix
massage therapy therapist massagetherapy chiropractic chiropractor physiotherapy doctor nurse patient hospital clinic
clinicclinic medical medicine healthcare health wellness reception frontdesk coordinator
012345678901 0123456789012 098765432109 102030405060 111222333444 112233445566 112358132134 123454321234 12345678910
123456654321 1234567890123 12345678901234 123456789012345 1234567890123456 12345678901234567890 123456789012 123456789101
1234567891011 123456789101112 123456789123 123456789987654321 135792468013 147258369000 147258369123 147258369147
987654321000 987654321012 987654321098 987654321123 98765432100 314159265358 3141592653589 271828182845 159753159753
`;

export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(LIST.trim().split(/\s+/));
