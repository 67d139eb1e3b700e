//! Names and employers abroad.

use super::Region;

pub const REGIONS: [Region; 11] =
    [GULF, BRITAIN, GERMANY, SINGAPORE, NIGERIA, KENYA, SRI_LANKA, NEPAL, SPAIN, JAPAN, AMERICA];

const GULF: Region = Region {
    weight: 5,
    given: "Ahmed, Aisha, Fatima, Hassan, Huda, Khalid, Layla, Mariam, Mohammed, Nasser, Noura, Omar, \
         Rania, Salem, Sara, Yousef",
    family: "Al Mansoori, Al Hashimi, Al Suwaidi, Haddad, Khalil, Nasr, Saleh, Farouk, Darwish, Mansour",
    phones: &["+971 50 ### ####", "+971 55 ### ####"],
    employers: "Dune Trading, Pearl Coast Properties, Oasis Medical, Falcon Freight Gulf",
    cities: "Dubai, Abu Dhabi, Sharjah",
    is_abroad: true,
};

const BRITAIN: Region = Region {
    weight: 3,
    given: "Alice, Charlotte, Daniel, Emily, George, Hannah, Imogen, James, Oliver, Rosie, Sophie, \
         Thomas",
    family: "Bennett, Clarke, Cooper, Davies, Fletcher, Harrison, Hughes, Marsh, Palmer, Turner, \
         Whitfield",
    phones: &["+44 7400 ######", "+44 7401 ######"],
    employers: "Ashby Fenwick, Northgate Learning, Thistle Insurance, Harrow Street Digital",
    cities: "London, Leeds, Manchester",
    is_abroad: true,
};

const GERMANY: Region = Region {
    weight: 3,
    given: "Anna, Felix, Jonas, Katharina, Lena, Lukas, Maximilian, Miriam, Paul, Sabine, Stefan, \
         Theresa",
    family: "Becker, Fischer, Hoffmann, Keller, Krüger, Lehmann, Neumann, Schäfer, Vogel, Weber, \
         Zimmermann",
    phones: &["+49 1512 #######", "+49 171 #######"],
    employers: "Kessler Maschinenbau, Nordlicht Energie, Isar Software, Hanse Spedition",
    cities: "Berlin, Munich, Hamburg",
    is_abroad: true,
};

const SINGAPORE: Region = Region {
    weight: 3,
    given: "Boon Keat, Cheryl, Hui Min, Jia Wei, Jun Hao, Kai Xin, Li Ting, Mei Ling, Wei Jie, Xin Yi, \
         Yu Xuan, Zhi Hao",
    family: "Chua, Goh, Koh, Lim, Lee, Ng, Ong, Tan, Teo, Wong, Yeo",
    phones: &["+65 81## ####", "+65 91## ####"],
    employers: "Merlion Payments, Straits Marine, Orchid Biotech, Lantern Cloud",
    cities: "Singapore",
    is_abroad: true,
};

const NIGERIA: Region = Region {
    weight: 2,
    given: "Adaeze, Babatunde, Chidi, Chinelo, Emeka, Folake, Ifeoma, Kelechi, Ngozi, Obinna, Tunde, \
         Yetunde",
    family: "Adeyemi, Balogun, Eze, Nwosu, Obi, Ogunleye, Okafor, Okonkwo, Olawale, Onyeka",
    phones: &["+234 803 ### ####", "+234 802 ### ####"],
    employers: "Zuma Telecom, Lagoon Capital, Baobab Commerce",
    cities: "Lagos, Abuja",
    is_abroad: true,
};

const KENYA: Region = Region {
    weight: 2,
    given: "Achieng, Brian, Esther, Faith, Kamau, Kevin, Mercy, Mwangi, Njeri, Otieno, Wanjiru, Wambui",
    family: "Kariuki, Kimani, Kiprono, Maina, Mutua, Ndungu, Njoroge, Ochieng, Odhiambo, Omondi",
    phones: &["+254 712 ######", "+254 722 ######"],
    employers: "Rift Valley Dairy, Savanna Mobile, Uhuru Solar",
    cities: "Nairobi, Mombasa",
    is_abroad: true,
};

const SRI_LANKA: Region = Region {
    weight: 2,
    given: "Amaya, Chamara, Dilini, Dinesh, Hashini, Kasun, Lahiru, Nadeesha, Nuwan, Sanduni, Tharindu, \
         Upeksha",
    family: "Bandara, De Silva, Dissanayake, Fernando, Gunawardena, Herath, Jayasinghe, Perera, \
         Ranasinghe, Wickramasinghe",
    phones: &["+94 71 ### ####", "+94 77 ### ####"],
    employers: "Ceylon Leaf Exports, Lagoon Apparel, Sigiri Tech",
    cities: "Colombo, Kandy",
    is_abroad: true,
};

const NEPAL: Region = Region {
    weight: 2,
    given: "Aashish, Anisha, Bibek, Binita, Kiran, Prakriti, Pratik, Rojina, Sagun, Samjhana, Sujan, \
         Umesh",
    family: "Adhikari, Bhandari, Gurung, Karki, Khadka, Lama, Pokharel, Shrestha, Tamang, Thapa",
    phones: &["+977 984 #######", "+977 985 #######"],
    employers: "Annapurna Treks, Himal Software, Bagmati Foods",
    cities: "Kathmandu, Pokhara",
    is_abroad: true,
};

const SPAIN: Region = Region {
    weight: 1,
    given: "Álvaro, Carmen, Elena, Inés, Javier, Lucía, Marta, Pablo, Raquel, Sergio",
    family: "Castillo, Delgado, Domínguez, Herrera, Iglesias, Moreno, Navarro, Ortega, Serrano, Vidal",
    phones: &["+34 612 ### ###", "+34 655 ### ###"],
    employers: "Faro Turismo, Olivar Alimentos",
    cities: "Madrid, Valencia",
    is_abroad: true,
};

const JAPAN: Region = Region {
    weight: 1,
    given: "Aoi, Daichi, Haruka, Hiroshi, Kenta, Mika, Naoko, Ryo, Sakura, Takumi, Yuki",
    family: "Fujimoto, Hayashi, Inoue, Kobayashi, Matsuda, Nakamura, Sato, Takahashi, Watanabe, Yamada",
    phones: &["+81 90-1###-####", "+81 80-2###-####"],
    employers: "Sakura Robotics, Minato Trading",
    cities: "Tokyo, Osaka",
    is_abroad: true,
};

const AMERICA: Region = Region {
    weight: 2,
    given: "Andrew, Brooke, Caleb, Danielle, Grace, Jordan, Kayla, Logan, Megan, Nathan, Rachel, Tyler",
    family: "Anderson, Brooks, Campbell, Diaz, Foster, Hayes, Morales, Nguyen, Parker, Reyes, Sullivan",
    phones: &["+1 212 555 01##", "+1 415 555 01##"],
    employers: "Cascade Robotics, Prairie Health, Bayline Software",
    cities: "New York, San Jose, Austin",
    is_abroad: true,
};
