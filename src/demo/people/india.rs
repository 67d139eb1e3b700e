//! Names and employers in India.

use super::Region;

pub const REGIONS: [Region; 6] = [SOUTH, NORTH, WEST, EAST, DECCAN, COAST];

/// Made-up employers of the whole country.
const EMPLOYERS: &str = "Nilgiri Foods, Deccan Precision Tools, Bluepeak Software, Sona Textiles, Vaigai Motors, \
         Kaveri Health Labs, Harbour Bank, Kite Logistics, Orbit Media, Tamarind Retail, Marigold \
         Hotels, Sandalwood Interiors, Palash Pharma, Monsoon Energy, Peepal Insurance, Indus \
         Freight, Brightloom Apparel, Cardamom Kitchens, Teakwood Analytics, Anvil Components, \
         Saffron Studios, Copperleaf Systems, Banyan Wealth, Mango Street Games, Rainfed Agro, \
         Jasmine Airways, Quartz Semicon, Lakeview Hospitals";
const MOBILE: &[&str] = &["+91 98### #####", "+91 99### #####", "+91 97### #####", "+91 96### #####"];

const SOUTH: Region = Region {
    weight: 24,
    given: "Aishwarya, Anand, Aravind, Deepa, Divya, Ganesh, Harini, Karthik, Kavitha, Lakshmi, \
         Madhavan, Manjunath, Meenakshi, Nandini, Padma, Pranav, Ramya, Sandhya, Shreya, Srinivas, \
         Sudha, Suresh, Swathi, Vignesh, Vinay",
    family: "Iyer, Iyengar, Reddy, Nair, Menon, Pillai, Gowda, Hegde, Naidu, Subramaniam, Krishnan, \
         Raghavan, Shetty, Kamath, Murthy, Bhat, Prasad",
    phones: MOBILE,
    employers: EMPLOYERS,
    cities: "Bengaluru, Chennai, Hyderabad, Coimbatore, Kochi, Mysuru",
    is_abroad: false,
};

const NORTH: Region = Region {
    weight: 22,
    given: "Aarav, Abhishek, Aditi, Ankit, Anjali, Arjun, Garima, Harpreet, Isha, Kunal, Manish, Neha, \
         Nikhil, Pooja, Priyanka, Rahul, Ritu, Rohit, Sakshi, Saurabh, Shivani, Simran, Tanvi, Varun, \
         Vivek",
    family: "Sharma, Gupta, Kapoor, Malhotra, Verma, Chopra, Singh, Agarwal, Khanna, Mehra, Bhatia, \
         Saxena, Mishra, Tiwari, Chaudhary, Arora, Srivastava, Pandey",
    phones: MOBILE,
    employers: EMPLOYERS,
    cities: "Delhi, Gurugram, Noida, Jaipur, Lucknow, Chandigarh",
    is_abroad: false,
};

const WEST: Region = Region {
    weight: 20,
    given: "Aditya, Amruta, Bhavesh, Chirag, Darshan, Dhruv, Gauri, Hardik, Hetal, Jignesh, Ketan, \
         Madhura, Mihir, Mrunal, Nilesh, Parth, Prachi, Rutuja, Sagar, Sayali, Snehal, Tejas, \
         Vaishali, Yash",
    family: "Patel, Shah, Desai, Joshi, Kulkarni, Deshpande, Mehta, Patil, Jadhav, Gokhale, Trivedi, \
         Parekh, Bhosale, Pawar, Sawant, Dave, Apte, Chavan",
    phones: MOBILE,
    employers: EMPLOYERS,
    cities: "Mumbai, Pune, Ahmedabad, Surat, Nashik, Nagpur",
    is_abroad: false,
};

const EAST: Region = Region {
    weight: 10,
    given: "Abhijit, Ananya, Arindam, Barnali, Debashis, Dipankar, Indrani, Joyeeta, Koel, Moumita, \
         Partha, Paromita, Rituparna, Sayan, Sharmila, Soumya, Subhajit, Sudeshna, Tanmay, Urmi",
    family: "Banerjee, Mukherjee, Chatterjee, Ghosh, Bose, Das, Sen, Dutta, Roy, Sarkar, Bhattacharya, \
         Mohanty, Patnaik, Saha, Majumdar",
    phones: MOBILE,
    employers: EMPLOYERS,
    cities: "Kolkata, Bhubaneswar, Guwahati, Ranchi",
    is_abroad: false,
};

const DECCAN: Region = Region {
    weight: 10,
    given: "Aamir, Adil, Afreen, Arshad, Asma, Faisal, Farah, Hina, Imran, Irfan, Javed, Nadia, Nazia, \
         Parveen, Rehan, Ruksana, Salman, Sana, Shabnam, Tariq, Yasmin, Zaid, Zoya",
    family: "Khan, Ansari, Shaikh, Siddiqui, Mirza, Pathan, Hussain, Ahmed, Sayed, Farooqui, Khatri, Baig",
    phones: MOBILE,
    employers: EMPLOYERS,
    cities: "Hyderabad, Lucknow, Bhopal, Aurangabad, Mumbai",
    is_abroad: false,
};

const COAST: Region = Region {
    weight: 6,
    given: "Alwyn, Anita, Benson, Clara, Cyril, Diana, Jerome, Joel, Leena, Maria, Melvin, Nisha, \
         Roshni, Sheila, Teresa, Vivian",
    family: "D’Souza, Fernandes, Mathew, Varghese, Pinto, Rodrigues, Kurien, Jacob, Lobo, Mascarenhas, \
         Cherian, Kurian",
    phones: MOBILE,
    employers: EMPLOYERS,
    cities: "Panaji, Mangaluru, Kochi, Thiruvananthapuram",
    is_abroad: false,
};
