"""Names of people, companies, places and teams, all made up or common."""

from __future__ import annotations


def listed(text: str) -> tuple[str, ...]:
    """The entries of a list in print: words, or where there are bars, what stands between them, across lines."""
    entries = text.replace("\n", " ").split("|") if "|" in text else text.split()
    return tuple(" ".join(entry.split()) for entry in entries)


FIRST = listed(
    """
    Ada Adrian Agnes Ahmed Aisha Alan Alejandra Alice Amara Amir Ana André Andrew Anika Anna Anton Aoife Arthur Astrid
    Ayesha Barbara Beatriz Ben Bianca Björn Boris Brenda Brian Bruno Camille Carla Carlos Cecilia Chen Chloé Clara
    Colin Craig Dalia Damian Daniel Daphne David Deepa Derek Diego Dmitri Dora Dylan Eileen Elena Elias Elif Emma Enzo
    Erik Esra Esther Ethan Eva Fatima Felix Fernando Fiona Florian Frances Freya Gabriel Gareth Gemma George Georgia
    Gita Grace Gregor Hannah Harald Haruki Hassan Hazel Helen Henrik Hiroshi Hugo Ian Ibrahim Ida Ines Ingrid Irina
    Isaac Isla Ivan Jack Jakub James Jan Jane Jasmine Javier Jean Jessica Jiro Joan João Johan Jonas José Josephine
    Juan Judith Julia Jürgen Kaito Karen Karim Karl Kate Keiko Kenji Kerstin Kiran Klaus Kofi Lara Lars Laura Leah
    Leila Leo Liam Lina Linda Louise Luca Lucía Lukas Łukasz Magda Mai Malik Marco Margaret Maria Marius Martha Mateo
    Mathilde Maya Mehmet Mei Michael Miguel Mila Mina Mohamed Mona Naomi Natasha Neil Nadia Nia Nils Nina Noah Nora
    Núria Oksana Olga Oliver Omar Oscar Otto Owen Pablo Paolo Patricia Patrick Paul Paula Pedro Petra Philip Pia Priya
    Quentin Rachel Rahul Ralf Ravi Rebecca Renata Ricardo Rita Robert Rosa Rosie Ruth Ryan Sabine Said Samir Sandra
    Sara Sean Selma Sergio Shirin Sofia Søren Stefan Stella Sunita Susan Sven Tamara Tara Tariq Tess Theo Thomas Tina
    Tobias Tomás Uma Ursula Valentina Vera Victor Vijay Viola Walter Wanda Wei William Xavier Yara Yasmin Yuki Yusuf
    Zara Zoë Zofia
    """
)

LAST = listed(
    """
    Abbott Adeyemi Ahlberg Akhtar Alvarez Andersen Antonelli Archer Ashby Aydın Bailey Bakker Banerjee Barlow Barros
    Bauer Becker Bennett Berg Bianchi Bishop Blake Bose Bouchard Bradley Brandt Brennan Brooks Bruun Burke Byrne
    Cabrera Calloway Campos Carmichael Castillo Chandra Chapman Chavez Cohen Conti Cooper Costa Craft Cruz Dahl Dalton
    Das Davies Delgado Demir Devlin Diallo Dias Dixon Doyle Drummond Dubois Duffy Eide Ekström Elliott Endo Engel
    Erdoğan Eriksen Esposito Evans Fabre Falk Farrell Faulkner Feldman Ferreira Fischer Fitzgerald Flores Fontaine
    Forsyth Foster Fournier Fraser Fuchs Fujita Gallagher Garcia Gauthier Gibson Gill Gomez Goodwin Graf Greco Greene
    Griffin Gruber Gupta Haas Hagen Hall Hansen Harper Hartmann Hassan Hayes Heller Henderson Herrera Hill Hirano
    Hoang Hoffmann Holm Horvat Hughes Hussain Ibrahim Ingram Ito Ivanov Jablonski Jackson Jansen Jensen Johansson
    Jones Joshi Kamara Kaplan Karlsson Kato Kaur Keller Kelly Khan Kim Klein Kovács Kowalski Kramer Krüger Kumar
    Lambert Larsen Laurent Lehmann Leroy Lewis Lind Lombardi López Lund MacLeod Madsen Mahoney Malik Marchetti Marino
    Marsh Martin Mbeki McCarthy McKenna Medina Mehta Meier Mendoza Mercier Meyer Mishra Molina Moreau Morgan Moretti
    Murphy Müller Nair Nakamura Navarro Nelson Neumann Nguyễn Nielsen Nilsson Novak Nowak Núñez O'Brien O'Connor
    Okafor Olsen Ortega Osei Östlund Park Patel Pearson Pereira Petrov Pham Phillips Pinto Popescu Powell Quinn Rahman
    Ramos Rao Reid Reyes Ricci Richter Rivera Roberts Romano Rosen Rossi Roux Ruiz Russo Ryan Saito Salazar Sanders
    Santos Sato Schmidt Schneider Schwarz Scott Sharma Shaw Silva Simon Singh Sokolov Sørensen Souza Stein Stewart
    Suzuki Svensson Takahashi Tanaka Taylor Thomsen Torres Tran Turner Vargas Vega Vogel Wagner Walsh Wang Ward
    Watanabe Weber Weiss White Wójcik Wolf Wood Wright Yamamoto Yıldız Young Zając Zhang Zimmermann
    """
)

COMPANY = listed(
    """
    Alder Amberfield Anchor Ashgrove Aurora Bayside Beacon Birchwood Bluebell Bramble Bridgewater Brightside
    Brookfield Canyon Cedar Chestnut Clearwater Cliffside Cobalt Copperhill Coral Crestview Dovetail Driftwood
    Eastgate Elmwood Emberly Fairview Falcon Fernhill Finch Foxglove Garnet Glenmore Granite Greenway Halcyon Harbor
    Hawthorn Hazelton Heron Highfield Hollybrook Ironbridge Ivyside Juniper Kestrel Kingfisher Lakeside Larkspur
    Lavender Lighthouse Linden Magnolia Maple Marigold Meadow Millstone Mosswood Northgate Oakhurst Orchard Osprey
    Pebble Pinecrest Quarry Quillfield Ravenswood Redwood Ridgeline Riverbend Rosewood Rowan Saffron Sandpiper
    Silverbrook Skylark Sparrow Springvale Stonebridge Summit Sunrise Swallow Sycamore Thistle Thornbury Tidewater
    Trillium Valley Violet Walnut Westbrook Whitestone Wildflower Willow Windmill Woodlark Wrenfield Yarrow Zephyr
    """
)

TRADE = listed(
    """
    Accountants|Animal Hospital|Appliances|Architects|Auto Repair|Bakery|Bank|Brewing|Builders|Cardiology|Catering|
    Clinic|Cleaning|Coaches|Community College|Couriers|Credit Union|Dental|Dermatology|Design|Electric|Energy|
    Estate Agents|Fencing|Financial|Florists|Foods|Freight|Funeral Home|Furniture|Gardens|Glass|Health|
    Heating & Air|Hospice|Hotel|Housing|Insurance|Interiors|Kitchens|Landscaping|Law|Logistics|Machine Tools|Marine|
    Medical|Mortgage|Motors|Moving|Museum|Music School|Nursing|Optical|Orthodontics|Paediatrics|Paint|Pest Control|
    Pharmacy|Photography|Physio|Plumbing|Print|Property|Radiology|Realty|Recruitment|Roofing|Schools|Security|
    Shipping|Solar|Storage|Surveyors|Tax|Textiles|Theatre|Travel|Tree Care|Tutoring|Veterinary|Water|
    Wines
    """
)

OPERATOR = ("Answering", "Telecom", "Voice", "Communications", "Contact Centre", "Connect", "Networks", "Reception")

PLACE = listed(
    """
    Ashford Aurora Bathurst Bellevue Bergen Bristol Brockton Camden Carlisle Chester Concord Dayton Dover Dresden
    Durham Eastport Elgin Exeter Fairfax Geneva Glasgow Granada Halifax Hanover Harwich Hudson Jena Kendal Kingston
    Lancaster Leuven Lincoln Lund Lyon Madison Mainz Malvern Melrose Milford Monroe Nantes Newport Norwich Odense
    Oxford Perth Plymouth Porto Quincy Ravenna Reading Richmond Rouen Salem Selkirk Sheffield Somerset Stafford
    Tampere Taunton Toledo Trent Truro Utica Verona Vienna Wakefield Warwick Weston Windsor Worcester York
    """
)

TEAM = listed(
    """
    Front desk|Billing|Support|Scheduling|Sales|Dispatch|After hours|Claims|Returns|Emergency line|Second level|
    New patients|Key accounts|Renewals|Night operators|Español
    """
)
