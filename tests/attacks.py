"""Sentences of the news: what each number counts, who says it, and what else stands there.

Written to attack the judge of subjects and speakers; words of one kind are parted by "|".
"""

# text: (number, what it counts, what it does not count, who says it, who does not), ...
NEWS: dict[str, list[tuple[str, str, str, str, str]]] = {
    (
        "The general staff said 240 rebels had been captured in the valley, along with 16 mortars and"
        " three trucks."
    ): [
        ("240", "rebels|captured", "mortars|valley|trucks", "general staff|the general staff", ""),
        ("16", "mortars", "rebels|trucks|valley|general staff", "general staff", ""),
    ],
    ("Some 700 Norse conscripts crossed the river, while the garrison of 90 Danish guards withdrew."): [
        ("90", "Danish guards|guards", "conscripts|Norse conscripts|river", "", ""),
        ("700", "Norse conscripts|conscripts", "guards|Danish conscripts|garrison|river", "", ""),
    ],
    ("At least 30 of the 410 sailors on board were injured, the navy said."): [
        ("30", "sailors|injured", "board|navy", "navy|the navy", ""),
    ],
    (
        "Nine villages were shelled overnight and 14 houses burned down, Governor Petra Holub said. "
        "Rescuers spoke of two dead."
    ): [
        ("14", "houses", "villages|dead|rescuers", "Petra Holub|Governor Petra Holub|Holub", "Rescuers"),
        ("two", "dead", "villages|houses", "Rescuers", "Petra Holub"),
    ],
    ("The rebels claim to have downed six helicopters; the ministry has confirmed the loss of one."): [
        ("six", "helicopters", "ministry|rebels", "rebels|The rebels", "ministry|the ministry"),
    ],
    (
        "In all, 52 shells hit the port. The commander, Ilan Vex, told reporters his men had fired "
        "back. He put his losses at seven."
    ): [
        ("52", "shells", "men|port|losses", "", ""),
        ("seven", "losses", "shells|reporters|port", "Ilan Vex|Vex|the commander", "reporters"),
    ],
    (
        "Sales at the chain rose 4% to £310 million in the year to March, but pre-tax profit slipped "
        "by a fifth to £22 million."
    ): [
        ("£310 million", "sales", "profit|pre-tax profit", "", ""),
        ("£22 million", "profit|pre-tax profit", "sales", "", ""),
        ("4%", "sales", "profit|pre-tax profit|March", "", ""),
    ],
    (
        "The company will close 12 shops and cut 340 jobs, its chief executive, Mona Dray, said on "
        "Friday. The union called the plan a scandal."
    ): [
        ("340", "jobs", "shops|company|plan|union", "Mona Dray|Dray|its chief executive", "the union"),
        ("12", "shops", "jobs|union|plan", "Mona Dray", "the union"),
    ],
    ("The army lost 200 to 300 men a day for three weeks."): [
        ("three weeks", "army", "men", "", ""),
        ("200 to 300", "men", "weeks|army", "", ""),
    ],
    ("Analysts had forecast a dividend of 30 cents a share and earnings of 95 cents."): [
        ("30 cents", "dividend", "earnings", "Analysts", ""),
        ("95 cents", "earnings", "dividend", "Analysts", ""),
    ],
    (
        "Inflation eased to 2.9% in May from 3.4% in April, the statistics office said. The bank kept"
        " its rate at 5.25%."
    ): [
        ("2.9%", "inflation", "rate|bank", "statistics office|the statistics office", "the bank"),
        ("5.25%", "rate", "inflation|statistics office", "", ""),
    ],
    (
        "Kestrel Foods, which employs 8,000 people in 19 plants, lost $46 million last year, "
        "according to its annual report."
    ): [
        ("8,000", "people", "plants|year|report", "annual report|its annual report", ""),
        ("19", "plants", "people|report|Kestrel Foods", "annual report", ""),
        ("$46 million", "Kestrel Foods", "plants|people", "annual report", ""),
    ],
    ("Orders for tractors doubled in the first half; exports of ploughs fell 11%."): [
        ("11%", "exports|exports of ploughs", "orders|tractors", "", ""),
        ("doubled", "orders|orders for tractors", "exports|ploughs", "", ""),
    ],
    ("Of the 1,150 patients in the trial, 62 dropped out and 17 had side effects, the researchers wrote."): [
        ("62", "patients|dropped out", "side effects|researchers", "researchers|the researchers", ""),
        ("1,150", "patients", "side effects|trial|researchers", "researchers", ""),
    ],
    (
        "The clinic has 40 beds for the 200 women who give birth there each month, said its head "
        "nurse, Ada Quill."
    ): [
        ("40", "beds", "women|clinic|month|birth", "Ada Quill|its head nurse", ""),
        ("200", "women", "beds|clinic", "Ada Quill", ""),
    ],
    (
        "Measles has killed 18 children since June. Another 950 are being treated in tents, according"
        " to the charity Open Hands."
    ): [
        ("950", "children", "tents|measles|charity", "Open Hands|the charity Open Hands", ""),
        ("18", "children", "tents|measles", "", ""),
    ],
    ("A dose costs $7 and protects for ten years, the manufacturer says."): [
        ("$7", "dose", "years|manufacturer", "manufacturer|the manufacturer", ""),
        ("ten years", "dose|protects", "manufacturer", "manufacturer", ""),
    ],
    (
        "Rovers have taken 19 points from nine matches and scored 23 goals, while City have won only "
        "two games."
    ): [
        ("19", "points", "matches|goals|games", "", ""),
        ("two", "games", "points|goals|matches|Rovers", "", ""),
    ],
    ("The striker, 29, scored twice in front of 31,000 spectators and was replaced after 80 minutes."): [
        ("31,000", "spectators", "striker|minutes|front", "", ""),
        ("29", "striker", "spectators", "", ""),
        ("80 minutes", "striker|replaced", "spectators", "", ""),
    ],
    ("Police arrested 25 men and seized 300 kilograms of cocaine in raids on four warehouses."): [
        ("300 kilograms", "cocaine", "men|warehouses|raids", "", ""),
        ("25", "men|arrested", "cocaine|warehouses|raids", "", ""),
        ("four", "warehouses", "men|cocaine|police", "", ""),
    ],
    (
        "A judge sentenced the banker to six years in prison. He must also pay back $3 million, the "
        "prosecutor, Iva Roth, said. His lawyer, Otto Lind, announced an appeal."
    ): [
        ("six years", "banker|prison", "lawyer|prosecutor|appeal", "", ""),
        ("$3 million", "", "prosecutor|lawyer", "Iva Roth|the prosecutor|Roth", "Otto Lind|His lawyer|judge"),
    ],
    (
        "The Liberals won 44 seats in the assembly, the Farmers’ League took 31 and independents the "
        "remaining five."
    ): [
        ("31", "seats|Farmers’ League", "independents", "", ""),
        ("44", "seats", "Farmers’ League|independents", "", ""),
    ],
    (
        "Turnout was 61 percent, up from 58 percent four years ago, the election board announced. "
        "Observers reported long queues."
    ): [
        ("61 percent", "turnout", "queues|observers|board", "election board|the election board", "Observers"),
    ],
    ("About 5,000 people marched through the capital, police said; the organisers counted 20,000."): [
        ("5,000", "people|marched", "organisers|capital", "police", "organisers|the organisers"),
        ("20,000", "people", "capital", "organisers|the organisers", ""),
    ],
    ("The bill passed by 212 votes to 198, with 14 members absent. Speaker Ruth Amal called it historic."): [
        ("212", "votes", "members|bill", "", ""),
        ("14", "members|absent", "votes|bill|Speaker", "", ""),
    ],
    ("The storm dumped 90 mm of rain on Port Elm in three hours and tore the roofs off 60 barns."): [
        ("90 mm", "rain", "barns|roofs", "", ""),
        ("60", "barns", "rain|storm|Port Elm", "", ""),
    ],
    (
        "The quake, of magnitude 5.8, destroyed 230 homes in Lessing; nobody died, Mayor Ute Brandt "
        "said. Insurers put the damage at €70 million."
    ): [
        ("230", "homes|destroyed", "magnitude|quake|damage|insurers", "Ute Brandt|Brandt", "Insurers"),
        ("€70 million", "damage", "homes|quake|magnitude", "Insurers", "Ute Brandt"),
    ],
    (
        "Firefighters from six counties fought the blaze, which has burned 4,700 hectares of pine "
        "forest near the town of Olm."
    ): [
        ("4,700 hectares", "pine forest|forest", "counties|town|firefighters", "", ""),
        ("six", "counties", "firefighters|forest|blaze|town", "", ""),
    ],
    ("The ferry carries 900 passengers and 120 cars and makes the crossing in 45 minutes."): [
        ("45 minutes", "crossing|ferry", "cars", "", ""),
        ("120", "cars", "passengers|crossing|ferry", "", ""),
    ],
    ("The telescope, built by 11 universities for $80 million, can see stars 12 billion light years away."): [
        ("11", "universities", "stars|telescope", "", ""),
        ("$80 million", "telescope", "stars", "", ""),
    ],
    (
        "Teachers want a raise of 6 percent. The ministry offers 2.5 percent over two years, minister"
        " Olaf Brun told the radio."
    ): [
        ("6 percent", "raise", "ministry|minister", "Teachers", "Olaf Brun|radio"),
        ("2.5 percent", "", "radio|minister", "Olaf Brun", "Teachers"),
    ],
    (
        "Pupils at 70 of the 82 schools missed class. The strike, now in its third week, has cost the"
        " city $4 million, the council said."
    ): [
        ("70", "schools", "pupils|class|strike|week", "", ""),
        ("$4 million", "strike", "pupils|schools|class", "council|the council", ""),
    ],
    (
        "Farmers expect to bring in 3.1 million tonnes of maize, the ministry’s Lena Voss said, and "
        "400,000 tonnes of beans."
    ): [
        ("3.1 million tonnes", "maize", "beans|farmers", "Lena Voss|Voss", ""),
        ("400,000 tonnes", "beans", "maize", "Lena Voss", ""),
    ],
    (
        "Aid workers say 60 people died at sea. Coastguard chief Emil Sand disputed that. “We found "
        "22 bodies,” he said."
    ): [
        ("22", "bodies", "people|sea|Aid workers", "Emil Sand|Sand", "Aid workers"),
        ("60", "people", "bodies", "Aid workers", "Emil Sand"),
    ],
    (
        "The hospital has run out of oxygen. “We have 12 patients on ventilators,” Dr Noor Salim "
        "said. The health minister, Gil Parr, promised help within two days."
    ): [
        (
            "12",
            "patients",
            "ventilators|oxygen|hospital|days",
            "Noor Salim|Salim",
            "Gil Parr|health minister",
        ),
        ("two days", "help", "patients|oxygen|ventilators", "Gil Parr|the health minister", ""),
    ],
    (
        "Mine Collapse Kills 15, Officials Say\n"
        "Fifteen miners died on Tuesday when a shaft collapsed near Tor.\n"
        "The shaft is 600 metres deep.\n"
        "The owner, Basalt Ltd, said production would stop for three weeks."
    ): [
        ("600 metres", "shaft", "miners|production", "", "Officials|Basalt Ltd|The owner"),
        ("three weeks", "production", "shaft|miners", "Basalt Ltd|The owner", "Officials"),
        ("15", "miners", "shaft|production|weeks", "Officials", "Basalt Ltd"),
    ],
    (
        "The river rose by 2 metres in a day. Engineers say the dam will hold. The village has 340 "
        "inhabitants, and the mayor, Jon Aske, wants them moved."
    ): [
        ("340", "inhabitants", "dam|engineers|village", "", ""),
    ],
    (
        "Exporters complain about delays at the port. A container now waits for nine days, they say. "
        "The customs office denied this and spoke of four."
    ): [
        ("nine days", "container", "exporters|customs office", "Exporters", "customs office"),
        ("four", "", "customs office", "customs office|the customs office", "Exporters"),
    ],
    (
        "The fund lent farmers $90 million. This figure was given by its chairman, Leo Marsh. Critics"
        " say half of it was never paid out."
    ): [
        ("$90 million", "farmers|fund", "critics|chairman", "Leo Marsh|its chairman", "Critics"),
        ("half", "", "critics", "Critics", "Leo Marsh"),
    ],
    (
        "According to the airline, 180 flights were cancelled. The airport expects 70 more "
        "cancellations on Sunday, but the pilots’ union said the number would be higher."
    ): [
        (
            "180",
            "flights|cancelled",
            "cancellations|pilots|airport",
            "airline|the airline",
            "pilots’ union|the airport",
        ),
        ("70", "cancellations", "airport|Sunday|pilots", "airport|the airport", "pilots’ union|airline"),
    ],
    (
        "The museum drew 1.2 million visitors last year. Its director, Hana Weiss, called 2023 the "
        "best year since 1998. The city gives it $9 million a year, a councillor said."
    ): [
        ("1.2 million", "visitors", "year|museum|city|director", "", "councillor|a councillor"),
        ("$9 million", "", "visitors|director", "a councillor|councillor", "Hana Weiss"),
    ],
    (
        "A convoy of 26 trucks reached the besieged town on Sunday carrying 400 tonnes of flour, the "
        "relief agency said, after three days of talks."
    ): [
        ("26", "trucks", "flour|town|agency|talks", "relief agency", ""),
        ("400 tonnes", "flour", "trucks|talks|agency|town", "the relief agency", ""),
        ("three days", "talks", "flour|agency|trucks", "", ""),
    ],
    (
        "Since January the border guards have turned back 1,340 migrants, among them 210 minors, and "
        "detained 18 smugglers."
    ): [
        ("1,340", "migrants", "minors|smugglers|guards|border guards", "", ""),
        ("210", "minors", "smugglers|guards|border guards", "", ""),
        ("18", "smugglers|detained", "migrants|minors|guards", "", ""),
    ],
    (
        "Unemployment in the province stands at 7.4 percent, half a point above the national average,"
        " and 52,000 people are looking for work."
    ): [
        ("7.4 percent", "unemployment", "people|work|province", "", ""),
        ("52,000", "people|looking for work", "unemployment|province|point|average", "", ""),
    ],
    ("The bank lent 4,200 firms a total of €1.3 billion in 2022; bad loans made up 3 percent of the book."): [
        ("4,200", "firms", "loans|bank|book", "", ""),
        ("3 percent", "bad loans|loans|book", "firms|bank", "", ""),
        ("€1.3 billion", "total|lent", "loans|bad loans|book", "", ""),
    ],
    (
        "Wheat prices climbed 6% on Thursday as drought cut the forecast for the harvest to 18 "
        "million tonnes."
    ): [
        ("6%", "wheat prices|prices", "harvest|drought", "", ""),
        ("18 million tonnes", "harvest|forecast", "prices|wheat prices", "", ""),
    ],
    (
        "Nurses at the two largest hospitals, who have not had a raise in four years, voted by 88 "
        "percent to strike."
    ): [
        ("two", "hospitals|largest hospitals", "nurses|raise|years", "", ""),
    ],
    (
        "The vaccine was 91 percent effective among adults but only 64 percent among children under "
        "five, the study found."
    ): [
        ("91 percent", "vaccine|effective|adults", "children", "study|the study", ""),
        ("64 percent", "vaccine|children", "", "the study", ""),
    ],
    ("Three hikers were rescued and one, a man of 58, was found dead below the pass, at 2,900 metres."): [
        ("2,900 metres", "pass", "man", "", ""),
        ("Three", "hikers|rescued", "man|pass", "", ""),
    ],
    (
        "In the second half Atlas hit the post twice, had seven corners and conceded three goals in "
        "11 minutes."
    ): [
        ("seven", "corners", "goals|post|minutes|half", "", ""),
        ("three", "goals", "corners|post|minutes|half", "", ""),
    ],
    (
        "The new line has 14 stations, is 22 kilometres long and will carry 90,000 passengers a day, "
        "the operator says."
    ): [
        ("14", "stations", "passengers|operator|line|day", "operator", ""),
        ("22 kilometres", "line|new line", "passengers|operator", "operator", ""),
        ("90,000", "passengers", "stations|line|operator", "operator", ""),
    ],
    (
        "Hotels reported 3.1 million overnight stays, the tourist board said, a fifth more than in "
        "2021. Guests from abroad made up 40 percent."
    ): [
        ("3.1 million", "overnight stays|stays", "hotels|guests|board", "tourist board", "Guests"),
        ("40 percent", "guests|guests from abroad|Guests", "hotels|board|tourist board", "", ""),
    ],
    (
        "Prosecutors want nine years for the mayor and five for his deputy; the defence asked the "
        "court to acquit both."
    ): [
        ("nine years", "mayor", "deputy|court|defence", "Prosecutors", "defence|the defence|court"),
    ],
    (
        "Researchers counted 312 nests on the island, against 480 ten years ago, and blame the 6,000 "
        "rats that live there."
    ): [
        ("312", "nests", "rats|island|researchers", "Researchers", ""),
        ("480", "nests", "rats|island", "Researchers", ""),
        ("6,000", "rats", "nests|researchers|island", "Researchers", ""),
    ],
    (
        "The parliament’s budget office expects a deficit of $12 billion. Finance Minister Ola Stern "
        "rejected that and promised a deficit below $8 billion. Economists doubt it."
    ): [
        (
            "$12 billion",
            "deficit",
            "Economists|parliament",
            "budget office|the parliament’s budget office",
            "Ola Stern|Finance Minister Ola Stern|Economists",
        ),
        ("$8 billion", "deficit", "Economists|budget office", "Ola Stern", "Economists"),
    ],
    (
        "Witnesses spoke of 20 shots. “I heard six,” said Tomas Reuter, a baker. The police report "
        "lists eight cartridges."
    ): [
        ("20", "shots", "witnesses|baker|cartridges", "Witnesses", "Tomas Reuter|police report"),
        ("six", "shots", "baker|cartridges|witnesses", "Tomas Reuter|Reuter|a baker", "Witnesses"),
        ("eight", "cartridges", "shots|baker|report", "", "Witnesses"),
    ],
    (
        "The tanker lost 900 cubic metres of oil, its owner said. Divers think the leak is closed. "
        "The coast guard reckons with 1,500 and has sent 11 boats."
    ): [
        ("11", "boats", "divers|oil|leak", "coast guard|The coast guard", "Divers|its owner"),
        ("900 cubic metres", "oil", "boats|divers|leak", "its owner", "Divers|coast guard|The coast guard"),
    ],
    (
        "About 35 Norse officers and 300 Danish recruits train at the camp, Major Kit Olsen told the "
        "Harbour Post."
    ): [
        ("35", "Norse officers|officers", "recruits|Danish officers|camp", "Kit Olsen|Major Kit Olsen", ""),
        ("300", "Danish recruits|recruits", "officers|Norse recruits|camp", "Kit Olsen", ""),
    ],
    (
        "Lake Shrinks to Half Its Size, Study Says\n"
        "The lake has lost half of its water since 1980.\n"
        "Fishermen now catch 200 tonnes a year.\n"
        "The minister for the environment, Alma Dietz, blamed the cotton farms. "
        "They use 3 cubic kilometres a year, she said."
    ): [
        ("200 tonnes", "", "cotton farms|minister", "", "Study|Alma Dietz"),
        ("3 cubic kilometres", "cotton farms", "lake", "Alma Dietz", "Study"),
    ],
    (
        "Police in Arden said 14 cars had been torched. The fire chief, Bo Lang, said damage would "
        "exceed $1 million. A resident put it at twice that."
    ): [
        ("14", "cars", "damage|resident|fire", "Police|Police in Arden", "Bo Lang|resident"),
        ("$1 million", "damage", "cars|resident", "Bo Lang|The fire chief", "Police|resident"),
    ],
    ("Of 90 schools visited by inspectors, 33 had no running water and 12 no roof."): [
        ("33", "schools", "inspectors|roof", "", ""),
        ("90", "schools", "inspectors|roof|water", "", ""),
    ],
    (
        "Some 150 tents for 1,000 refugees are on their way, and another 80 will follow, the Red "
        "Crescent said."
    ): [
        ("150", "tents", "refugees|Red Crescent", "Red Crescent", ""),
        ("1,000", "refugees", "tents|Red Crescent|way", "Red Crescent", ""),
        ("80", "tents", "Red Crescent|way", "Red Crescent", ""),
    ],
    (
        "The author, who sold 2 million copies of her first novel, has written 12 books for children "
        "and won four prizes."
    ): [
        ("12", "books|books for children", "prizes|copies|author|novel", "", ""),
        ("2 million", "copies", "books|prizes|children|author", "", ""),
        ("four", "prizes", "books|copies|children|novel", "", ""),
    ],
    ("Petrol now costs $1.90 a litre, up from $1.55, and diesel $2.10."): [
        ("$1.90", "petrol", "diesel", "", ""),
    ],
    ("Some 60 soldiers were killed and 200 wounded; 15 tanks were destroyed."): [
        ("60", "soldiers|killed", "tanks|wounded|destroyed", "", ""),
        ("200", "soldiers|wounded", "tanks|destroyed", "", ""),
        ("15", "tanks|destroyed", "soldiers|wounded|killed", "", ""),
    ],
    (
        "Pirates boarded 11 vessels off the cape in March, two more than in February, and took 40 "
        "seamen hostage, the shipping bureau reported."
    ): [
        (
            "11",
            "vessels",
            "seamen|pirates|cape|bureau|hostage",
            "shipping bureau|the shipping bureau",
            "Pirates",
        ),
        ("40", "seamen", "vessels|pirates|cape|bureau", "shipping bureau", "Pirates"),
    ],
    (
        "The dam at Volm holds 30 million cubic metres and supplies 600,000 households, but its level"
        " has dropped 9 metres since spring."
    ): [
        ("600,000", "households", "dam|level|spring", "", ""),
        ("9 metres", "level", "households|spring", "", ""),
    ],
    (
        "Union leader Pia Holt said 1,900 drivers had joined the strike. The company, which employs "
        "3,400, put the figure at 700."
    ): [
        (
            "1,900",
            "drivers",
            "company|strike|leader|union",
            "Pia Holt|Holt|Union leader Pia Holt",
            "company|the company",
        ),
        ("700", "", "company|leader", "The company|company", "Pia Holt"),
    ],
    (
        "An inquiry found that 62 of the 140 bridges in the county were unsafe and that repairs would"
        " take eight years."
    ): [
        ("62", "bridges", "repairs|county|inquiry|years", "inquiry|An inquiry", ""),
        ("eight years", "repairs", "bridges|county|inquiry", "inquiry", ""),
    ],
    ("Gold rose $14 an ounce to $1,980 while silver lost 30 cents."): [
        ("$1,980", "gold", "silver", "", ""),
        ("30 cents", "silver", "ounce", "", ""),
    ],
    (
        "The company’s net debt fell by €200 million to €3.1 billion, helped by the sale of two "
        "hotels for €90 million."
    ): [
        ("€200 million", "net debt|debt", "hotels|sale", "", ""),
        ("two", "hotels", "debt|net debt|sale|company", "", ""),
    ],
    (
        "Doctors treated 85 people for burns and sent 12 of them to the capital, hospital director "
        "Remy Vance said."
    ): [
        (
            "85",
            "people|treated",
            "doctors|burns|capital|director",
            "Remy Vance|Vance|hospital director",
            "Doctors",
        ),
        ("12", "people", "capital|director", "Remy Vance", ""),
    ],
    ("At the camp 3,000 people share 40 toilets and wait up to five hours for water, a volunteer said."): [
        ("40", "toilets", "people|camp|water|volunteer|hours", "a volunteer|volunteer", ""),
        ("3,000", "people", "toilets|camp|water|volunteer", "volunteer", ""),
    ],
    (
        "The opposition says 400 ballot boxes are missing. The commission insists that all 9,200 "
        "boxes have arrived."
    ): [
        (
            "400",
            "ballot boxes|boxes",
            "commission|opposition",
            "opposition|The opposition",
            "commission|The commission",
        ),
        ("9,200", "boxes", "commission|opposition", "commission", "opposition"),
    ],
    ("Swarms of locusts have eaten 17,000 hectares of barley in Ruhn district, where 90,000 farmers live."): [
        ("17,000 hectares", "barley", "farmers|locusts|district|swarms", "", ""),
        ("90,000", "farmers", "barley|district|locusts|swarms", "", ""),
    ],
    (
        "A survey of 1,200 adults showed that 38 percent of women and 51 percent of men drink coffee "
        "every day."
    ): [
        ("38 percent", "women", "men|adults|survey|coffee", "survey|A survey", ""),
        ("51 percent", "men", "women|survey", "survey", ""),
        ("1,200", "adults", "women|coffee|men", "survey", ""),
    ],
    (
        "Lena Hofer, 24, won the downhill in 1:32.4, 0.6 seconds ahead of the Norse skier Ida Bakken,"
        " and leads the World Cup with 710 points."
    ): [
        ("24", "Lena Hofer|Hofer", "points|downhill", "", ""),
        ("710", "points", "seconds|downhill|skier|World Cup", "", ""),
    ],
    (
        "The army shot down nine drones overnight, its spokesman, Uri Dahl, said. Two hit a depot. "
        "Residents reported seven blasts."
    ): [
        ("nine", "drones", "blasts|depot|residents|spokesman", "Uri Dahl|its spokesman|army", "Residents"),
        ("Two", "drones", "blasts|residents|spokesman", "Uri Dahl", "Residents"),
        ("seven", "blasts", "drones|depot|residents", "Residents", "Uri Dahl|army"),
    ],
    ("Rents in the old town have doubled in six years; the average flat now costs €1,450 a month."): [
        ("€1,450", "flat|average flat", "rents|town", "", ""),
        ("six years", "rents", "flat", "", ""),
    ],
    ("Customs officers found 2.3 tonnes of ivory in 14 crates labelled as tea."): [
        ("2.3 tonnes", "ivory", "crates|tea|officers", "", ""),
        ("14", "crates", "ivory|officers|tea", "", ""),
    ],
    (
        "“We need 50 buses,” said Mayor Tilda Oake. Her deputy, Finn Moor, thinks 35 are enough. The "
        "bus maker can deliver 20 by June."
    ): [
        ("50", "buses", "deputy|maker|mayor", "Tilda Oake|Mayor Tilda Oake|Oake", "Finn Moor|bus maker"),
        ("35", "buses", "deputy|mayor", "Finn Moor|Her deputy|Moor", "bus maker"),
        ("20", "buses", "deputy|mayor", "", "Tilda Oake"),
    ],
    (
        "In the first nine months the port handled 4.4 million containers, 7 percent fewer than a "
        "year before, and 21 cruise ships called."
    ): [
        ("4.4 million", "containers", "ships|cruise ships|months|port", "", ""),
        ("21", "cruise ships|ships", "containers|port|months", "", ""),
        ("7 percent", "containers", "ships|cruise ships", "", ""),
    ],
    "TARNOW, 5 March 2026 - At least 7 people died, said the town's mayor Jo Lind. Nine were hurt.": [
        ("7", "people", "", "Jo Lind|mayor", "TARNOW"),
    ],
}
